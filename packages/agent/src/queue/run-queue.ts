import type { SessionStatus } from "./session-status.ts";

/** What a message does to a session that is busy. An idle session takes every message as a turn of its own. */
export type QueueMode =
  /** It waits and gets a turn of its own. */
  | "followup"
  /** It waits, and neighbours of one route and role become one turn. */
  | "collect"
  /** It goes into the run that works now. When that run cannot take it, it is a `followup`. */
  | "steer"
  /** The run is aborted, what waits is given up, and the message is next. */
  | "interrupt";

/** Who speaks: a person, or the program, for example about a job that has ended. */
export type MessageRole = "user" | "system";

/** Where an answer goes. Messages of different routes are never merged. */
export interface MessageRoute {
  channel: string;
  /** Which of the channel's accounts, where it has several. */
  account?: string | undefined;
  /** The person, group or channel. */
  to?: string | undefined;
  /** The thread within it. */
  thread?: string | undefined;
}

/** How a message is taken, and who may withdraw it. */
export interface EnqueueOptions {
  /** Default: the session's setting. */
  mode?: QueueMode | undefined;
  /**
   * The sender's id. A second message of the session with the same id and route is refused as a `duplicate`, also for a
   * while after the first was answered. Default: a new id.
   */
  messageId?: string | undefined;
  /** Where the answer goes. Default: nowhere in particular, which is a route of its own. */
  route?: MessageRoute | undefined;
  /**
   * The id of the turn that waits for this message, for example of the run whose tool asks a sub-agent. Say it, so that
   * the two cannot wait for each other.
   */
  parent?: string | undefined;
  /** Withdraws the message while it waits. While it is worked on, its turn is aborted if nobody else wants it. */
  signal?: AbortSignal | undefined;
}

/** A message as the queue took it. */
export interface QueuedMessage<Metadata = Record<string, unknown>> {
  readonly id: string;
  readonly sessionKey: string;
  readonly content: string;
  readonly role: MessageRole;
  readonly metadata: Metadata | undefined;
  readonly mode: QueueMode;
  readonly route: MessageRoute | undefined;
  /** Milliseconds since the epoch. */
  readonly enqueuedAt: number;
}

/** The result of the turn that a message was part of, and how it came to be part of it. */
export type QueueResult<Result> = Result & {
  /** The ids of the other messages of a merged turn. */
  mergedWith?: string[] | undefined;
  /** The message went into a run that was already working. */
  steered?: true | undefined;
};

/**
 * One run at a time per session, in the order the messages came; sessions side by side. What it says about itself is
 * asynchronous, so that a database can stand behind it.
 */
export interface RunQueue<Result extends object, Metadata = Record<string, unknown>> {
  /**
   * Hands a message to its session. The promise always settles: with the result of the message's turn, with the turn's
   * own failure, or with a `QueueError` when the message did not get that far.
   */
  enqueue(
    sessionKey: string,
    content: string,
    role?: MessageRole,
    metadata?: Metadata,
    options?: EnqueueOptions,
  ): Promise<QueueResult<Result>>;
  /** Gives up what waits in a session (`cleared`) and returns how many that were. The run goes on. */
  clear(sessionKey: string): Promise<number>;
  /** Aborts the run of a session; what waits is next. Returns whether there was one. */
  abort(sessionKey: string): Promise<boolean>;
  /** The sessions that have something to do. */
  status(): Promise<SessionStatus[]>;
  /** Refuses new messages (`draining`), and resolves when what is there has settled. */
  drain(): Promise<void>;
  /** Refuses new messages, gives up what waits (`closed`), aborts what runs, and resolves when all has settled. */
  close(): Promise<void>;
}
