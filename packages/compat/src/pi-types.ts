import type {
  AssistantMessage,
  CacheRetention,
  Message,
  StreamEvent,
  ThinkingBudgets,
  ThinkingLevel,
  ToolCall,
} from "@argent/ai";

/**
 * Pi's types as far as the bridge needs them, structurally, so that no Pi package has to be installed.
 * Taken from `@mariozechner/pi-ai` 0.73.1.
 */
export interface PiModel {
  id: string;
  name: string;
  api: string;
  provider: string;
  baseUrl: string;
  reasoning: boolean;
  thinkingLevelMap?: Partial<Record<ThinkingLevel, string | null>> | undefined;
  input: ("text" | "image")[];
  /** USD per million tokens; all zero when unknown. */
  cost: { input: number; output: number; cacheRead: number; cacheWrite: number };
  contextWindow: number;
  maxTokens: number;
  headers?: Record<string, string> | undefined;
  compat?: object | undefined;
}

export interface PiContext {
  systemPrompt?: string | undefined;
  messages: Message[];
  tools?: { name: string; description: string; parameters: object }[] | undefined;
}

export interface PiSimpleStreamOptions {
  temperature?: number | undefined;
  maxTokens?: number | undefined;
  signal?: AbortSignal | undefined;
  apiKey?: string | undefined;
  cacheRetention?: CacheRetention | undefined;
  sessionId?: string | undefined;
  onPayload?: ((payload: unknown, model: PiModel) => unknown) | undefined;
  onResponse?:
    | ((
        response: { status: number; headers: Record<string, string> },
        model: PiModel,
      ) => void | Promise<void>)
    | undefined;
  headers?: Record<string, string> | undefined;
  timeoutMs?: number | undefined;
  maxRetries?: number | undefined;
  /** Milliseconds; 0 is no limit. Default 60,000. */
  maxRetryDelayMs?: number | undefined;
  metadata?: Record<string, unknown> | undefined;
  /** Absent means off. */
  reasoning?: Exclude<ThinkingLevel, "off"> | undefined;
  thinkingBudgets?: ThinkingBudgets | undefined;
}

type WithPartial<Event> = Event & {
  /** The answer so far; built when it is read, and not enumerable. */
  readonly partial: AssistantMessage;
};

type Streaming = Exclude<StreamEvent, { type: "start" | "done" | "error" | "toolcall_start" }>;

export type PiAssistantMessageEvent =
  | WithPartial<{ type: "start" }>
  | WithPartial<{ type: "toolcall_start"; contentIndex: number; id?: string; toolName?: string }>
  | WithPartial<Streaming>
  | { type: "done"; reason: "stop" | "length" | "toolUse"; message: AssistantMessage }
  | { type: "error"; reason: "aborted" | "error"; error: AssistantMessage };

export interface PiAssistantMessageEventStream extends AsyncIterable<PiAssistantMessageEvent> {
  push(event: PiAssistantMessageEvent): void;
  end(result?: AssistantMessage): void;
  result(): Promise<AssistantMessage>;
}

export type PiStreamSimple = (
  model: PiModel,
  context: PiContext,
  options?: PiSimpleStreamOptions,
) => PiAssistantMessageEventStream;

export type { AssistantMessage as PiAssistantMessage, ToolCall as PiToolCall };
