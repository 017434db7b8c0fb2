import type { ErrorKind, ThinkingLevel } from "@argent/ai";
import type { AgentEvent, RunStopReason } from "../event.ts";
import type { AgentStreamEvent } from "../lifecycle/stream-event.ts";
import type { AgentMessage } from "../message.ts";
import type { QueueMode } from "../queue/run-queue.ts";

/**
 * Runs prompts of many sessions, one run at a time per session. This is the seam that `ARGENT_RUNTIME` switches:
 * Argent's and Pi's runtime have the same shape.
 */
export interface Runtime {
  readonly id: "argent" | "pi";
  /**
   * Queues a run; it begins when the session's earlier runs have settled.
   *
   * @throws AiError `invalid_request` when the runtime is closed.
   */
  run(request: RunRequest): Run;
  /** Calls the listener for what happens in all runs; the returned function stops that. */
  onStream(listener: (event: AgentStreamEvent) => void): () => void;
  /** Stops a run that waits or works, for everybody whom it answers; an unknown id is ignored. */
  abort(runId: string): void;
  /** Aborts what runs, and resolves when everything is written. */
  close(): Promise<void>;
}

/** A run that is queued or works: a promise of its result, which never rejects, and an iterable of its events. */
export interface Run extends Promise<RunResult>, AsyncIterable<AgentEvent> {
  readonly runId: string;
  /** Stops it, whether it waits or works; the result's `stopReason` is then `"aborted"`. */
  abort(): void;
  /**
   * For a reader that missed events: the messages whose `message_end` events have a `seq` above `after` and below
   * `before`, in that order, read from the session. Absent when the runtime cannot read them.
   *
   * Iterating throws a SessionError when the session cannot be read or lacks a message.
   */
  finishedMessages?(after: number, before: number): AsyncIterable<FinishedMessage>;
}

/** A message of a run, as its session has it. */
export interface FinishedMessage {
  /** The `seq` of its `message_end` event. */
  seq: number;
  message: AgentMessage;
}

/** What to run, and in which conversation. */
export interface RunRequest {
  /** Names the conversation, for example `agent:main:whatsapp:dm:+123456` or `cli:main`. */
  sessionKey: string;
  /** What the user says. Without it, or when it is blank, the session goes on from where it stands. */
  prompt?: string | undefined;
  /** Where the session lies. Default: a file named after the key, in the runtime's session folder. */
  sessionFile?: string | undefined;
  /** The folder that the tools work in. Default: the runtime's. */
  workspaceDir?: string | undefined;
  /** An id, an alias, or `provider/id`. Default: the session's model, else the runtime's. */
  model?: string | undefined;
  /** Which provider's `model` is meant. Without `model`, the runtime's model is used instead of the session's. */
  provider?: string | undefined;
  /** For all requests of this run, instead of the provider's own key. */
  apiKey?: string | undefined;
  /** A level that the model lacks is clamped, with a warning. Default: the runtime's. */
  thinking?: ThinkingLevel | undefined;
  /** What the prompt does to a session that is busy. Default `"followup"`: it waits for a run of its own. */
  mode?: QueueMode | undefined;
  /** IANA name, for example `Australia/Sydney`. */
  userTimezone?: string | undefined;
  /** Given to the provider with every request; see `TurnRequest.metadata`. */
  metadata?: Record<string, unknown> | undefined;
  /**
   * A second request of the session with the same key joins the first run instead of starting another. A request that the
   * queue refused before it ran may come again.
   */
  idempotencyKey?: string | undefined;
  /**
   * The id of the run that waits for this one, for example of the one whose tool asks for it. Say it, so that the two
   * cannot wait for each other: the parent lends its slot, and a wait in a ring is refused.
   */
  parent?: string | undefined;
  /**
   * Withdraws the request while it waits, and stops its run while it works, unless the run answers somebody else too. The
   * result's `stopReason` is then `"aborted"`.
   */
  signal?: AbortSignal | undefined;
}

/** How a run came out. Decide by `success`, `stopReason` and `error`, not by a text. */
export interface RunResult {
  runId: string;
  success: boolean;
  /** The text of the last answer. */
  response?: string | undefined;
  /** Why `success` is `false`, when that is known. */
  error?:
    | {
        kind: ErrorKind;
        message: string;
        retryable: boolean;
        /** What tells errors of one kind apart: the vendor's code, or one of the loop such as `empty_answer`. */
        code?: string | undefined;
      }
    | undefined;
  stopReason: RunStopReason;
  /** Milliseconds from the begin of the run, its time in the queue not counted. */
  duration: number;
  tokensUsed: RunTokens;
  /** USD; absent when a price is unknown. */
  cost?: number | undefined;
  /** How many answers the run got. */
  turns: number;
  /** The lessons of earlier runs that this one showed the model, in that order. Empty without a `Sis`, and over Pi. */
  lessons: { id: string; title: string }[];
  /** The file that the session was written to. */
  sessionFile?: string | undefined;
  /** The run ids of the other requests that were answered together with this one. */
  mergedWith?: string[] | undefined;
  /** The prompt went into a run that was already working; the result is that run's. */
  steered?: true | undefined;
}

/**
 * Tokens of all answers of a run, and of the agents that its tools ran. `input` is without what came from the cache.
 */
export interface RunTokens {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  total: number;
}
