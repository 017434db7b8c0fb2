import type { AgentEvent, ArgentSessionManager, PollMode, RetryPolicy } from "@argent/agent";
import { SessionChanged } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import type { Model, ThinkingLevel } from "@argent/ai";
import { type ApprovalMode, type BlobStore, localEnv, memoryBlobStore } from "@argent/tools";
import { ensureWritable } from "./contention.ts";
import type { ConversationEvent } from "./conversation.ts";
import type { ConversationOptions } from "./conversation-options.ts";
import { conversationRuntime } from "./conversation-runtime.ts";
import { followWriter } from "./follow-writer.ts";
import { createListeners, type Listeners } from "./listeners.ts";
import { createLiveApproval } from "./live-approval.ts";
import { openSession } from "./open-session.ts";
import { createRunner, type Runner } from "./runner.ts";
import { createSeat, type Seat } from "./seat.ts";
import { createSequence } from "./sequence.ts";
import { type SessionSettings, sessionSettings } from "./session-settings.ts";

/** What can be set while the conversation goes on. */
export interface DeskSettings {
  model: Model;
  thinkingLevel: ThinkingLevel;
  approvalMode: ApprovalMode;
  steeringMode: PollMode;
  followUpMode: PollMode;
  autoCompaction: boolean;
  autoRetry: boolean;
}

/** What the parts of a conversation share: who sits there, who is told, and that one thing happens at a time. */
export interface Desk {
  readonly env: ExecutionEnv;
  readonly memoryBlobs: BlobStore;
  readonly settings: DeskSettings;
  /** Says what `autoRetry` says at the moment. */
  readonly retry: RetryPolicy;
  readonly listeners: Listeners;
  readonly runner: Runner;
  /** The session that is open and the agent on it. */
  readonly seat: Seat;
  readonly isCompacting: boolean;
  /** Opens a seat on a session and leaves the other one, whose session the caller closes. Default: the same settings. */
  sit(session: ArgentSessionManager, settings?: SessionSettings): Promise<void>;
  /** Does something when nothing else is being done; runs go on meanwhile. `signal` is that of `stop`. */
  inTurn<Value>(task: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  /** The same with no run at work, which is stopped for it. */
  alone<Value>(task: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  /** Makes sure of the right to write. @throws SessionError `lease_held`. */
  claim(): Promise<void>;
  /** Stops what is being done and the run, and resolves when both have ended. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** What the runner needs of the other parts. */
export interface DeskParts {
  /** Before an event is told to people. */
  onEvent(event: AgentEvent): void;
  hasMore(): boolean;
  finish(): Promise<void>;
}

/** What it throws leaves nothing open. */
export async function createDesk(options: ConversationOptions, parts: DeskParts): Promise<Desk> {
  const { cwd, openEnv, clock } = options;
  const env = openEnv ? await openEnv(cwd) : localEnv({ cwd, env: options.env, clock });
  let session: ArgentSessionManager | undefined;
  try {
    session = await openSession(options.session, options);
    return await furnish(options, parts, env, session);
  } catch (cause) {
    await session?.close();
    await env.close();
    throw cause;
  }
}

async function furnish(
  options: ConversationOptions,
  parts: DeskParts,
  env: ExecutionEnv,
  first: ArgentSessionManager,
): Promise<Desk> {
  const { approval: approvalOptions = {} } = options;
  const listeners = createListeners();
  const memoryBlobs = memoryBlobStore();
  const sequence = createSequence();
  const { model, thinkingLevel, warning } = await sessionSettings(first, options);
  const settings: DeskSettings = {
    model,
    thinkingLevel,
    approvalMode: approvalOptions.mode ?? "ask-before-write",
    steeringMode: options.steeringMode ?? "one-at-a-time",
    followUpMode: options.followUpMode ?? "one-at-a-time",
    autoCompaction: options.compaction?.enabled ?? true,
    autoRetry: true,
  };
  const retry: RetryPolicy = {
    ...options.retry,
    get maxRetries() {
      return settings.autoRetry ? options.retry?.maxRetries : 0;
    },
  };
  const approval = createLiveApproval(approvalOptions, () => settings.approvalMode);
  const runtime = conversationRuntime(options, {
    approval,
    memoryBlobs,
    retry,
    isAutoCompaction: () => settings.autoCompaction,
  });
  let isCompacting = false;
  let following = new AbortController();
  let current = new AbortController();
  let busy: Promise<unknown> = Promise.resolve();

  function tell(event: ConversationEvent): Promise<void> | void {
    if (event.type === "compaction_start") isCompacting = true;
    if (event.type === "compaction_end") isCompacting = false;
    return listeners.tell(event);
  }

  function tellOfRun(event: AgentEvent): Promise<void> | void {
    parts.onEvent(event);
    if (event.type === "agent_settled" && seat.session.readOnly) follow();
    if (event.type !== "warning" || !(event.cause instanceof SessionChanged)) return tell(event);
    void tell({ type: "session_contended", message: event.message });
    return tell(event);
  }

  const runner = createRunner({
    agent: () => seat.agent,
    tell: tellOfRun,
    hasMore: parts.hasMore,
    finish: parts.finish,
  });
  const newSeat = (session: ArgentSessionManager) => {
    const observe = (event: AgentEvent) => runner.observe(event);
    return createSeat({ ...settings, runtime, env, session, observe });
  };
  let seat = await newSeat(first);
  let isHeard = false;

  /** As long as somebody else writes the session, what they write is shown. */
  function follow(): void {
    following.abort();
    following = new AbortController();
    if (!seat.session.readOnly) return;
    void followWriter(seat, { ...listeners, tell }, following.signal).catch((cause: unknown) =>
      tell({
        type: "warning",
        message: `The session is no longer followed: ${String(cause)}`,
        cause,
      }),
    );
  }

  function begin(): void {
    if (warning !== undefined) void tell({ type: "warning", message: warning });
    follow();
  }

  function inTurn<Value>(task: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const turn = sequence.run(() => {
      current = new AbortController();
      return task(current.signal);
    });
    busy = turn.catch(() => {}); // who asked for it is told
    return turn;
  }

  async function stop(): Promise<void> {
    current.abort();
    await runner.stop();
    await busy;
  }

  return {
    env,
    memoryBlobs,
    settings,
    retry,
    listeners: {
      add(listener) {
        // What is told before anybody listens would be lost.
        if (!isHeard) queueMicrotask(begin);
        isHeard = true;
        return listeners.add(listener);
      },
      tell,
    },
    runner,
    get seat() {
      return seat;
    },
    get isCompacting() {
      return isCompacting;
    },
    async sit(session, { model, thinkingLevel } = settings) {
      settings.model = model;
      settings.thinkingLevel = thinkingLevel;
      seat = await newSeat(session);
      follow();
    },
    inTurn,
    alone: (task) =>
      inTurn(async (signal) => {
        await runner.stop();
        return task(signal);
      }),
    async claim() {
      if (!(await ensureWritable(seat.session))) return;
      following.abort();
      seat.reload();
    },
    stop,
    async close() {
      await stop();
      following.abort();
      await seat.session.close();
      await env.close();
    },
  };
}
