import type { Provider } from "@argent/ai";
import type { AgentSettings } from "./agent-state.ts";
import type { CompactionSettings } from "./compaction/compaction-settings.ts";
import type { AgentLoopConfig, StreamFunction } from "./loop/config.ts";
import type { PollMode } from "./message-queue.ts";
import type { ArgentSessionManager } from "./session/session-manager.ts";
import type { Sis } from "./sis/sis.ts";

/** What an agent is made of. Everything is optional; a run needs a model, and a key where its provider asks for one. */
export interface AgentOptions extends LoopSettings {
  /** Where answers come from. Default: a registry of the built-in providers, with keys from `getApiKey` only. */
  provider?: Provider | undefined;
  /** Answers instead of `provider`. Default: the provider's `stream`. */
  streamFn?: StreamFunction | undefined;
  /** What the agent starts with; see `AgentSettings`. A model can be set later, before the first run. */
  initialState?: Partial<AgentSettings> | undefined;
  /** How many steering messages one poll takes. Default `"one-at-a-time"`. */
  steeringMode?: PollMode | undefined;
  /** How many follow-ups one poll takes. Default `"one-at-a-time"`. */
  followUpMode?: PollMode | undefined;
  /** Every message is written to it before it counts. Its messages are the agent's when `initialState` has none. */
  session?: ArgentSessionManager | undefined;
  /** When and how a long conversation is summarised. With a `session` that happens by itself. */
  compaction?: CompactionSettings | undefined;
  /**
   * Shows the model lessons of earlier runs before what the user says, and learns from every run that the user began. A
   * `convertToLlm` of your own must convert messages of the role `custom` then. Default: none.
   */
  sis?: Sis | undefined;
  /** Where lessons of these runs hold, for example the path of the project. Default: everywhere. */
  lessonScope?: string | undefined;
  /** Names each run. Default: a random UUID. */
  newRunId?: (() => string) | undefined;
  /** A vendor that asks to wait longer than this many milliseconds fails the run. Default 60,000. */
  maxRetryDelayMs?: number | undefined;
}

/** The part of the loop's configuration that the owner of an agent decides, and the agent does not. */
export type LoopSettings = Omit<
  AgentLoopConfig,
  | "stream"
  | "model"
  | "thinking"
  | "getSteeringMessages"
  | "getFollowUpMessages"
  | "onSteering"
  | "hasSteering"
  | "record"
  | "beforeUserMessage"
  | "beforeRequest"
  | "recoverFromOverflow"
>;
