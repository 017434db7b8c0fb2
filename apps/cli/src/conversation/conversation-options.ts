import type { CompactionSettings, PollMode, RetryPolicy, Sis } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import type { Clock, Model, Provider, ThinkingLevel } from "@argent/ai";
import type { ApprovalMode, ApprovalOptions, CodingRuntimeOptions } from "@argent/tools";

export interface ConversationOptions {
  /** The folder to work in, absolute. It stays the same whichever session is open. */
  cwd: string;
  /** Keys, endpoints and the environment of commands are taken from it. */
  env: Record<string, string | undefined>;
  session: SessionChoice;
  /** Where new sessions lie. */
  sessionFolder: string;
  /** Default: the built-in providers with keys and endpoints from `env`. */
  provider?: Provider | undefined;
  /** Wins over the model that the session was last answered by. */
  model?: Model | undefined;
  /** The model of a session that was never answered, or by a model that cannot be asked. */
  defaultModel: () => Model | Promise<Model>;
  /**
   * Finds the model that a session names; AiError `not_found` and `missing_key` say why it cannot be asked. Default: the
   * models database.
   */
  findModel?: FindModel | undefined;
  /** Wins over the session's level. */
  thinkingLevel?: ThinkingLevel | undefined;
  /** The level of a session that was never answered. Default `"off"`. */
  defaultThinkingLevel?: ThinkingLevel | undefined;
  approval?: ConversationApproval | undefined;
  /** Opens the environment of tools and commands. Default: `localEnv`, where nothing is isolated. */
  openEnv?: ((cwd: string) => ExecutionEnv | Promise<ExecutionEnv>) | undefined;
  /** The most important folder first. Name only folders whose authors you trust. Default: none. */
  skillFolders?: readonly string[] | undefined;
  /** The most important folder first. Default: none. */
  templateFolders?: readonly string[] | undefined;
  /** Tools beside the coding tools, for example those of MCP servers. They see to their own approval. */
  extraTools?: CodingRuntimeOptions["extraTools"];
  /**
   * The only tools to offer, by name; `task` is none of them, because sub-agents have more. The tools that read skills and
   * older messages are always there. Default: all.
   */
  toolNames?: readonly string[] | undefined;
  /** Shows lessons of earlier runs and learns from every run. Default: none. */
  sis?: Sis | undefined;
  compaction?: CompactionSettings | undefined;
  retry?: RetryPolicy | undefined;
  /** Default `"one-at-a-time"`. */
  steeringMode?: PollMode | undefined;
  /** Default `"one-at-a-time"`. */
  followUpMode?: PollMode | undefined;
  /** The most answers of one run. Default: no limit. */
  maxTurns?: number | undefined;
  clock?: Clock | undefined;
  /** Closes what was opened for the conversation, when it is closed or cannot be opened. */
  onClose?: (() => Promise<void>) | undefined;
}

export type FindModel = (provider: string, id: string) => Model | Promise<Model>;

export type SessionChoice =
  /** The session in a file, which is begun when there is none. */
  | { type: "file"; path: string }
  /** A new one in the session folder. */
  | { type: "new"; id?: string | undefined; parentSession?: string | undefined }
  /** One that is gone with the conversation, and so are those that follow it. */
  | { type: "memory" };

/** Without `mode` and `rules` what may change something is asked about; without `ask` it is denied then. */
export interface ConversationApproval
  extends Pick<ApprovalOptions, "rules" | "ask" | "remembered" | "onRemember"> {
  mode?: ApprovalMode | undefined;
}
