import type {
  AssistantMessage as ArgentAssistantMessage,
  ToolCall as ArgentToolCall,
  ToolResultMessage as ArgentToolResultMessage,
  CacheRetention,
  StopReason,
  TextContent,
  ThinkingContent,
  UserMessage,
} from "@argent/ai";
import type { TSchema } from "typebox";
import type { AssistantMessageEventStream } from "./assistant-message-event-stream.ts";
import type { AssistantMessageDiagnostic } from "./diagnostics.ts";
import type { Loose } from "./loose.ts";
import type { CompatOf } from "./model-compat.ts";

/** The types of `@mariozechner/pi-ai` 0.73.1. Messages are Argent's, with what Pi's declarations leave open left open. */
export type {
  CacheRetention,
  ImageContent,
  StopReason,
  TextContent,
  ThinkingContent,
  Usage,
  UserMessage,
} from "@argent/ai";
export type { AssistantMessageEventStream } from "./assistant-message-event-stream.ts";

export type KnownApi =
  | "openai-completions"
  | "mistral-conversations"
  | "openai-responses"
  | "azure-openai-responses"
  | "openai-codex-responses"
  | "anthropic-messages"
  | "bedrock-converse-stream"
  | "google-generative-ai"
  | "google-vertex";
export type Api = KnownApi | (string & {});

/** Pi lists its own; Argent's catalogue has others, so any name is one. */
export type KnownProvider = string;
export type Provider = string;

/** Without `"off"`, which is `undefined` here. */
export type ThinkingLevel = "minimal" | "low" | "medium" | "high" | "xhigh";
export type ModelThinkingLevel = "off" | ThinkingLevel;
export type ThinkingLevelMap = Partial<Record<ModelThinkingLevel, string | null>>;
/** Tokens. */
export type ThinkingBudgets = Partial<Record<ThinkingLevel, number>>;
export type Transport = "sse" | "websocket" | "websocket-cached" | "auto";

export interface Model<TApi extends Api> {
  id: string;
  name: string;
  api: TApi;
  provider: Provider;
  baseUrl: string;
  reasoning: boolean;
  /** The vendor's word for each level; `null` marks a level that the model does not have. */
  thinkingLevelMap?: ThinkingLevelMap | undefined;
  input: ("text" | "image")[];
  /** USD per million tokens; all zero when unknown. */
  cost: { input: number; output: number; cacheRead: number; cacheWrite: number };
  contextWindow: number;
  maxTokens: number;
  headers?: Record<string, string> | undefined;
  compat?: CompatOf<TApi> | undefined;
}

export interface Tool<TParameters extends TSchema = TSchema> {
  name: string;
  description: string;
  parameters: TParameters;
}

export interface Context {
  systemPrompt?: string | undefined;
  messages: Message[];
  tools?: Tool[] | undefined;
}

/** What `textSignature` holds for the Responses API, as JSON. */
export interface TextSignatureV1 {
  v: 1;
  id: string;
  phase?: "commentary" | "final_answer" | undefined;
}

export interface ToolCall extends Omit<ArgentToolCall, "arguments"> {
  arguments: Record<string, Loose>;
}

export interface AssistantMessage extends Omit<ArgentAssistantMessage, "content"> {
  content: (TextContent | ThinkingContent | ToolCall)[];
  diagnostics?: AssistantMessageDiagnostic[] | undefined;
}

export type ToolResultMessage<TDetails = Loose> = ArgentToolResultMessage<TDetails>;

export type Message = UserMessage | AssistantMessage | ToolResultMessage;

type Reporting<Event> = Event & {
  /** The answer as it was at this event; built when it is read, and not enumerable. */
  readonly partial: AssistantMessage;
};

export type AssistantMessageEvent =
  | Reporting<{ type: "start" }>
  | Reporting<{ type: "text_start" | "thinking_start"; contentIndex: number }>
  | Reporting<{ type: "toolcall_start"; contentIndex: number; id?: string; toolName?: string }>
  | Reporting<{
      type: "text_delta" | "thinking_delta" | "toolcall_delta";
      contentIndex: number;
      delta: string;
    }>
  | Reporting<{ type: "text_end" | "thinking_end"; contentIndex: number; content: string }>
  | Reporting<{ type: "toolcall_end"; contentIndex: number; toolCall: ToolCall }>
  | {
      type: "done";
      reason: Extract<StopReason, "stop" | "length" | "toolUse">;
      message: AssistantMessage;
    }
  | {
      type: "error";
      reason: Extract<StopReason, "aborted" | "error">;
      error: AssistantMessage;
    };

export interface ProviderResponse {
  status: number;
  headers: Record<string, string>;
}

export interface StreamOptions {
  temperature?: number | undefined;
  maxTokens?: number | undefined;
  signal?: AbortSignal | undefined;
  apiKey?: string | undefined;
  /** Has no meaning for Argent's providers. */
  transport?: Transport | undefined;
  /** Default `"short"`. */
  cacheRetention?: CacheRetention | undefined;
  sessionId?: string | undefined;
  /** Sees the vendor's request body before it is sent, and may return a replacement. */
  onPayload?: ((payload: unknown, model: Model<Api>) => unknown) | undefined;
  onResponse?:
    | ((response: ProviderResponse, model: Model<Api>) => void | Promise<void>)
    | undefined;
  headers?: Record<string, string> | undefined;
  timeoutMs?: number | undefined;
  /** Default 2. */
  maxRetries?: number | undefined;
  /** Milliseconds; 0 is no limit. Default 60,000. */
  maxRetryDelayMs?: number | undefined;
  metadata?: Record<string, unknown> | undefined;
}

export type ProviderStreamOptions = StreamOptions & Record<string, unknown>;

export interface SimpleStreamOptions extends StreamOptions {
  /** Absent means off. */
  reasoning?: ThinkingLevel | undefined;
  thinkingBudgets?: ThinkingBudgets | undefined;
}

/** Must not throw for what happens on the wire: failures are the stream's last event. */
export type StreamFunction<
  TApi extends Api = Api,
  TOptions extends StreamOptions = StreamOptions,
> = (model: Model<TApi>, context: Context, options?: TOptions) => AssistantMessageEventStream;
