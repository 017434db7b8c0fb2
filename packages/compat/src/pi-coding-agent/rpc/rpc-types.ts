import type { QueueMode, ThinkingLevel } from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import type { ImageContent, Model } from "../../pi-ai/types.ts";
import type { SourceInfo } from "../skills/source-info.ts";

/** A command of Pi's RPC mode. */
export type RpcCommand = { id?: string | undefined } & (
  | {
      type: "prompt";
      message: string;
      images?: ImageContent[] | undefined;
      streamingBehavior?: "steer" | "followUp" | undefined;
    }
  | { type: "steer" | "follow_up"; message: string; images?: ImageContent[] | undefined }
  | { type: "new_session"; parentSession?: string | undefined }
  | { type: "set_model"; provider: string; modelId: string }
  | { type: "set_thinking_level"; level: ThinkingLevel }
  | { type: "set_steering_mode" | "set_follow_up_mode"; mode: QueueMode }
  | { type: "compact"; customInstructions?: string | undefined }
  | { type: "set_auto_compaction" | "set_auto_retry"; enabled: boolean }
  | { type: "bash"; command: string }
  | { type: "export_html"; outputPath?: string | undefined }
  | { type: "switch_session"; sessionPath: string }
  | { type: "fork"; entryId: string }
  | { type: "set_session_name"; name: string }
  | {
      type:
        | "abort"
        | "get_state"
        | "cycle_model"
        | "get_available_models"
        | "cycle_thinking_level"
        | "abort_retry"
        | "abort_bash"
        | "get_session_stats"
        | "clone"
        | "get_fork_messages"
        | "get_last_assistant_text"
        | "get_messages"
        | "get_commands";
    }
);

export type RpcResponse =
  | { id?: string; type: "response"; command: string; success: true; data?: Loose }
  | { id?: string; type: "response"; command: string; success: false; error: string };

export interface RpcSessionState {
  model?: Model<Loose>;
  thinkingLevel: ThinkingLevel;
  isStreaming: boolean;
  isCompacting: boolean;
  steeringMode: QueueMode;
  followUpMode: QueueMode;
  sessionFile?: string;
  sessionId: string;
  sessionName?: string;
  autoCompactionEnabled: boolean;
  messageCount: number;
  pendingMessageCount: number;
}

/** What `prompt` understands after a slash. */
export interface RpcSlashCommand {
  name: string;
  description?: string;
  source: "extension" | "prompt" | "skill";
  sourceInfo: SourceInfo;
}

export interface ModelInfo {
  provider: string;
  id: string;
  contextWindow: number;
  reasoning: boolean;
}
