import type {
  AgentEvent,
  AgentMessage,
  ArgentSessionManager,
  BashExecutionMessage,
  CompactionOutcome,
  Lesson,
  PollMode,
} from "@argent/agent";
import type { Isolation } from "@argent/agent/env";
import type { ImageContent, Model, ThinkingLevel } from "@argent/ai";
import type { ApprovalMode, UndoneFile } from "@argent/tools";

/**
 * One conversation with an agent, without a screen: everything that a person does in chat and a program does over RPC. It
 * holds the session open (and its lease) until it is closed or another session takes its place.
 */
export interface Conversation {
  /** The session that is open now; another one after `startNew`, `open`, `fork` and `clone`. */
  readonly session: ArgentSessionManager;
  readonly cwd: string;
  readonly model: Model;
  readonly thinkingLevel: ThinkingLevel;
  readonly messages: readonly AgentMessage[];
  /** Whether a run works; `compact` and `runCommand` are no runs. */
  readonly isRunning: boolean;
  readonly isCompacting: boolean;
  /** What waits to be said, in the words of who said it. */
  readonly queued: { readonly steering: readonly string[]; readonly followUp: readonly string[] };
  /** What confines commands. Shown wherever a person decides. */
  readonly isolation: Isolation;
  readonly approvalMode: ApprovalMode;
  readonly steeringMode: PollMode;
  readonly followUpMode: PollMode;
  readonly autoCompaction: boolean;
  readonly autoRetry: boolean;
  /** Skills and prompt templates that `prompt` expands, as they are typed: `/skill:name`, `/name`. */
  readonly commands: readonly ConversationCommand[];

  /** Calls the listener for everything that happens; the returned function stops that. What happens waits for a promise that
   * the listener returns, except while an answer comes in.
   */
  subscribe(listener: (event: ConversationEvent) => unknown): () => void;

  /**
   * Says something and resolves when it was accepted, not when it is answered; `settled()` waits for that. While a run
   * works it is queued as `whenBusy` says; without it, it rejects.
   *
   * @throws AiError `invalid_request` for an unknown skill, or while a run works and `whenBusy` is absent; `aborted`
   * when `abort()` came before the run began.
   */
  prompt(text: string, options?: PromptOptions): Promise<void>;
  /** Resolves when no run works and everything is written. */
  settled(): Promise<void>;
  /** Stops the run, a compaction and a retry that waits; resolves when nothing works any more. Queued messages stay. */
  abort(): Promise<void>;
  /** Takes back what waits and gives it out. */
  clearQueue(): { steering: string[]; followUp: string[] };

  setModel(model: Model): Promise<void>;
  /** Clamped to what the model has; gives the level that holds now. */
  setThinkingLevel(level: ThinkingLevel): Promise<ThinkingLevel>;
  setApprovalMode(mode: ApprovalMode): void;
  setSteeringMode(mode: PollMode): void;
  setFollowUpMode(mode: PollMode): void;
  setAutoCompaction(enabled: boolean): void;
  setAutoRetry(enabled: boolean): void;

  compact(instructions?: string): Promise<CompactionOutcome>;
  /** Runs a command for the person; its output is in the context of the next prompt unless it is excluded. */
  runCommand(command: string, options?: RunCommandOptions): Promise<BashExecutionMessage>;
  abortCommand(): void;
  /** Brings back the files that the tools changed since what the user said last (or since an entry). */
  undo(since?: string | null): Promise<UndoneFile[]>;

  startNew(options?: { parentSession?: string | undefined }): Promise<void>;
  /** Opens another session by its file. */
  open(path: string): Promise<void>;
  /** A new session that ends before this message of the user; gives the message's text, to be said differently. */
  fork(entryId: string): Promise<string>;
  /** A new session with everything of the current branch. */
  clone(): Promise<void>;
  /** Goes to another place in the tree of this session. The branch that is left can be summarised there. */
  navigate(entryId: string | null, options?: NavigateOptions): Promise<{ editorText?: string }>;
  rename(name: string): Promise<void>;

  /** The lessons that the model is shown, the earliest first; `undefined` when lessons are off. */
  shownLessons(): Promise<Lesson[] | undefined>;
  statistics(): ConversationStatistics;
  close(): Promise<void>;
}

export interface PromptOptions {
  images?: readonly ImageContent[] | undefined;
  /** What to do when a run works already. `steer` cancels running tools that may be cancelled. */
  whenBusy?: "steer" | "followUp" | undefined;
  /** Called when it was accepted, before anything else happens with it. */
  onAccepted?: ((how: "started" | "queued") => void) | undefined;
}

export interface RunCommandOptions {
  excludeFromContext?: boolean | undefined;
  onOutput?: ((text: string) => void) | undefined;
}

export interface NavigateOptions {
  summarize?: boolean | undefined;
  instructions?: string | undefined;
}

export interface ConversationCommand {
  name: string;
  description?: string | undefined;
  source: "skill" | "prompt";
  path: string;
}

export type ConversationEvent =
  | AgentEvent
  | { type: "queue_changed"; steering: readonly string[]; followUp: readonly string[] }
  | { type: "session_changed"; reason: "new" | "open" | "fork" | "clone" | "navigate" }
  | { type: "session_renamed"; name: string }
  | { type: "model_changed"; model: Model }
  | { type: "thinking_level_changed"; level: ThinkingLevel }
  /** Somebody else has written into the session, or has its lease. */
  | { type: "session_contended"; message: string };

export interface ConversationStatistics {
  userMessages: number;
  assistantMessages: number;
  toolCalls: number;
  toolResults: number;
  totalMessages: number;
  tokens: { input: number; output: number; cacheRead: number; cacheWrite: number; total: number };
  /** USD; absent when a price is unknown. */
  cost?: number | undefined;
  /** Tokens of the next request; absent before the first answer and right after a compaction. */
  context?: { tokens: number; window: number } | undefined;
}
