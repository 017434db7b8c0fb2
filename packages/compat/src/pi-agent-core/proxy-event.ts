import type { StopReason, Usage } from "../pi-ai/types.ts";

/** What a proxy server sends for each event of an answer: the event without `partial` and without what the client knows. */
export type ProxyAssistantMessageEvent =
  | { type: "start" }
  | { type: "text_start" | "thinking_start"; contentIndex: number }
  | { type: "toolcall_start"; contentIndex: number; id: string; toolName: string }
  | {
      type: "text_delta" | "thinking_delta" | "toolcall_delta";
      contentIndex: number;
      delta: string;
    }
  | {
      type: "text_end" | "thinking_end";
      contentIndex: number;
      contentSignature?: string | undefined;
    }
  | { type: "toolcall_end"; contentIndex: number }
  | {
      type: "done";
      reason: Extract<StopReason, "stop" | "length" | "toolUse">;
      usage: Usage;
    }
  | {
      type: "error";
      reason: Extract<StopReason, "aborted" | "error">;
      errorMessage?: string | undefined;
      usage: Usage;
    };
