/** The request body, as far as we fill it in; quirks of an endpoint add fields of their own. */
export interface ChatPayload {
  model: string;
  messages: ChatMessage[];
  tools?: ChatTool[];
  [field: string]: unknown;
}

export interface ChatMessage {
  role: "system" | "developer" | "user" | "assistant" | "tool";
  content: string | null | ChatPart[];
  /** `tool_calls`, `tool_call_id`, `name`, and reasoning under the endpoint's own name. */
  [field: string]: unknown;
}

export type ChatPart =
  | { type: "text"; text: string; cache_control?: CacheControl }
  | { type: "image_url"; image_url: { url: string } };

export interface ChatTool {
  type: "function";
  function: { name: string; description: string; parameters: object; strict?: boolean };
  cache_control?: CacheControl;
}

export interface CacheControl {
  type: "ephemeral";
  ttl?: "1h";
}
