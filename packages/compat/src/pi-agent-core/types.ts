import type { ImageContent, JsonSchema, Static, TextContent } from "@argent/ai";
import type { TSchema } from "typebox";
import type { Loose } from "../pi-ai/loose.ts";
import type {
  Api,
  AssistantMessage,
  AssistantMessageEvent,
  AssistantMessageEventStream,
  Context,
  Message,
  Model,
  ModelThinkingLevel,
  SimpleStreamOptions,
  ToolCall,
  ToolResultMessage,
} from "../pi-ai/types.ts";
import type { CustomAgentMessages } from "./custom-agent-messages.ts";

/** The types of `@mariozechner/pi-agent-core` 0.73.1, and what older hosts expect of them. */
export type AgentMessage = Message | CustomAgentMessages[keyof CustomAgentMessages];

/** Unlike pi-ai's type of this name it includes `"off"`. */
export type ThinkingLevel = ModelThinkingLevel;

export type ToolExecutionMode = "sequential" | "parallel";
export type QueueMode = "all" | "one-at-a-time";
export type AgentToolCall = ToolCall;

/** Where answers come from. Failures are the stream's last event; a throw ends the run with an errored answer. */
export type StreamFn = (
  model: Model<Api>,
  context: Context,
  options?: SimpleStreamOptions,
) => AssistantMessageEventStream | Promise<AssistantMessageEventStream>;

/** What a tool is given: what its schema describes. Hosts of 0.52 wrote the type itself where a schema's type is wanted. */
export type ToolParameters<TParameters> = TParameters extends JsonSchema
  ? Static<TParameters>
  : TParameters;

export interface AgentTool<TParameters extends TSchema = TSchema, TDetails = Loose> {
  name: string;
  description: string;
  parameters: TParameters extends JsonSchema ? TParameters : TSchema;
  /** For people. Default: the name. */
  label?: string | undefined;
  /** Reshapes what the model sent before it is validated. */
  prepareArguments?: ((args: unknown) => ToolParameters<TParameters>) | undefined;
  /** Runs the call. A throw is a failure that the model is told about. */
  execute(
    toolCallId: string,
    params: ToolParameters<TParameters>,
    signal?: AbortSignal,
    onUpdate?: AgentToolUpdateCallback<TDetails>,
  ): Promise<AgentToolResult<TDetails>>;
  /** `"sequential"` makes every batch that contains this tool run one call at a time. */
  executionMode?: ToolExecutionMode | undefined;
}

export interface AgentToolResult<TDetails> {
  content: (TextContent | ImageContent)[];
  /** For people and logs; never sent to the model. */
  details?: TDetails | undefined;
  /** The run ends after this batch when every result of it says so. */
  terminate?: boolean | undefined;
}

export type AgentToolUpdateCallback<TDetails = Loose> = (
  partialResult: AgentToolResult<TDetails>,
) => void;

export interface AgentContext {
  systemPrompt: string;
  messages: AgentMessage[];
  tools?: AgentTool<Loose>[] | undefined;
}

export interface BeforeToolCallContext {
  assistantMessage: AssistantMessage;
  toolCall: AgentToolCall;
  /** Validated. */
  args: Loose;
  context: AgentContext;
}

export interface BeforeToolCallResult {
  block?: boolean | undefined;
  /** What the model is told. Default: `Tool execution was blocked`. */
  reason?: string | undefined;
}

export interface AfterToolCallContext extends BeforeToolCallContext {
  result: AgentToolResult<Loose>;
  isError: boolean;
}

/** Each field given replaces that field of the result. */
export interface AfterToolCallResult {
  content?: (TextContent | ImageContent)[] | undefined;
  details?: unknown;
  isError?: boolean | undefined;
  terminate?: boolean | undefined;
}

export interface ShouldStopAfterTurnContext {
  message: AssistantMessage;
  toolResults: ToolResultMessage[];
  context: AgentContext;
  /** What the run would give if it ended here. */
  newMessages: AgentMessage[];
}

type Awaitable<Value> = Value | Promise<Value>;

export type BeforeToolCall = (
  context: BeforeToolCallContext,
  signal?: AbortSignal,
) => Awaitable<BeforeToolCallResult | undefined>;

export type AfterToolCall = (
  context: AfterToolCallContext,
  signal?: AbortSignal,
) => Awaitable<AfterToolCallResult | undefined>;

export interface AgentLoopConfig extends SimpleStreamOptions {
  model: Model<Loose>;
  /** Default: messages of the three roles that models know. */
  convertToLlm?: ((messages: AgentMessage[]) => Awaitable<Message[]>) | undefined;
  transformContext?:
    | ((messages: AgentMessage[], signal?: AbortSignal) => Awaitable<AgentMessage[]>)
    | undefined;
  /** Asked before every request; wins over `apiKey`. */
  getApiKey?: ((provider: string) => Awaitable<string | undefined>) | undefined;
  /** Asked after each turn; `true` ends the run before any queue is polled. */
  shouldStopAfterTurn?: ((context: ShouldStopAfterTurnContext) => Awaitable<boolean>) | undefined;
  getSteeringMessages?: (() => Awaitable<AgentMessage[]>) | undefined;
  getFollowUpMessages?: (() => Awaitable<AgentMessage[]>) | undefined;
  /** Default `"parallel"`. */
  toolExecution?: ToolExecutionMode | undefined;
  beforeToolCall?: BeforeToolCall | undefined;
  afterToolCall?: AfterToolCall | undefined;
}

/** What `prompt` takes: words, content blocks, or whole messages. */
export type PromptInput =
  | string
  | readonly (TextContent | ImageContent)[]
  | AgentMessage
  | readonly AgentMessage[];

export interface AgentState {
  systemPrompt: string;
  model: Model<Loose>;
  thinkingLevel: ThinkingLevel;
  /** Assigning copies the list. */
  get tools(): AgentTool<Loose>[];
  set tools(tools: readonly AgentTool<Loose>[]);
  /** Assigning copies the list. */
  get messages(): AgentMessage[];
  set messages(messages: readonly AgentMessage[]);
  /** Until the listeners of `agent_end` have settled. */
  readonly isStreaming: boolean;
  /** The message between its `message_start` and its `message_end`. */
  readonly streamingMessage?: AgentMessage | undefined;
  readonly pendingToolCalls: ReadonlySet<string>;
  /** The last run's failure, in words. */
  readonly errorMessage?: string | undefined;
  /** The name of `streamingMessage` until 0.64. */
  readonly streamMessage: AgentMessage | null;
  /** The name of `errorMessage` until 0.64. */
  readonly error?: string | undefined;
}

/** Where an event stands. Pi's events have none of it. */
export interface EventStamp {
  runId?: string | undefined;
  turnId?: string | undefined;
  seq?: number | undefined;
  /** Milliseconds since the epoch. */
  timestamp?: number | undefined;
}

/** Pi's ten events, over the messages of a transcript. */
export type AgentEventOf<TMessage> = EventStamp &
  (
    | { type: "agent_start" }
    | { type: "agent_end"; messages: TMessage[] }
    | { type: "turn_start" }
    | { type: "turn_end"; message: TMessage; toolResults: ToolResultMessage[] }
    | { type: "message_start"; message: TMessage }
    | {
        type: "message_update";
        assistantMessageEvent: AssistantMessageEvent;
        /** The answer so far; built when it is read, and not enumerable. */
        readonly message: TMessage;
      }
    | { type: "message_end"; message: TMessage }
    | { type: "tool_execution_start"; toolCallId: string; toolName: string; args: Loose }
    | {
        type: "tool_execution_update";
        toolCallId: string;
        toolName: string;
        args: Loose;
        partialResult: Loose;
      }
    | {
        type: "tool_execution_end";
        toolCallId: string;
        toolName: string;
        result: Loose;
        isError: boolean;
      }
  );

/** Nothing else reaches a listener. */
export type AgentEvent = AgentEventOf<AgentMessage>;
