import type {
  AssistantMessage,
  ImageContent,
  JsonSchema,
  Static,
  TextContent,
  Tool,
  ToolCall,
  Usage,
} from "@argent/ai";
import type { AgentContext } from "./context.ts";

/** How the calls of one answer run: at once, or one after the other. */
export type ToolExecutionMode = "parallel" | "sequential";

/** What a tool may do to the world; approval rules and crash recovery decide by it. */
export type ToolEffect = "read" | "idempotent" | "write" | "external";

/** A tool that the loop can run, in Pi's shape. The optional fields after `executionMode` are Argent's. */
export interface AgentTool<TParameters extends JsonSchema = JsonSchema, TDetails = unknown>
  extends Tool<TParameters> {
  /** For people, for example in a spinner. Default: the name. */
  label?: string | undefined;
  /** Reshapes what the model sent before it is validated, for example an old form of the arguments. */
  prepareArguments?: ((args: unknown) => unknown) | undefined;
  /** `"sequential"` makes every batch that contains this tool run one call at a time. */
  executionMode?: ToolExecutionMode | undefined;
  /** Default `"external"`: nothing is known about it. */
  effect?: ToolEffect | undefined;
  /** `false`: steering never cancels it half-way; an abort still does. Default `true`. */
  interruptible?: boolean | undefined;
  /**
   * Runs the call. A rejection is a failure that the model is told about. The signal is aborted when the result is no
   * longer wanted; `onUpdate` shows progress to people.
   */
  execute(
    toolCallId: string,
    params: Static<TParameters>,
    signal?: AbortSignal,
    onUpdate?: AgentToolUpdate<TDetails>,
  ): Promise<AgentToolResult<TDetails>>;
}

/** Shows progress. What comes after the call has ended is ignored. */
export type AgentToolUpdate<TDetails = unknown> = (partial: AgentToolResult<TDetails>) => void;

/** What a call came to. */
export interface AgentToolResult<TDetails = unknown> {
  /** What the model sees. */
  content: (TextContent | ImageContent)[];
  /** What people and logs see. */
  details?: TDetails | undefined;
  /** What the call itself spent, for example by running another agent; it counts as spent by the run. */
  usage?: Usage | undefined;
  /** The run ends after this batch when every result of it says so. */
  terminate?: boolean | undefined;
  /** A failure that still carries content, as an alternative to throwing. */
  isError?: boolean | undefined;
}

/** A call that is about to run. */
export interface ToolCallContext {
  assistantMessage: AssistantMessage;
  toolCall: ToolCall;
  /** Validated. */
  args: unknown;
  context: AgentContext;
  signal: AbortSignal;
}

/** What a hook decides about a call; `undefined` lets it run as it is. */
export interface BeforeToolCallResult {
  /** The call does not run, and the model is told so. Default `false`. */
  block?: boolean | undefined;
  /** What the model is told. Default: `Tool execution was blocked`. */
  reason?: string | undefined;
  /** Replaces the arguments; validated again. */
  args?: unknown;
}

/** A call that has run. */
export interface AfterToolCallContext extends ToolCallContext {
  result: AgentToolResult;
  isError: boolean;
}

/** Each field given replaces that field of the result. */
export interface AfterToolCallResult {
  /** What the model sees. */
  content?: AgentToolResult["content"] | undefined;
  /** What people and logs see. */
  details?: unknown;
  /** Whether the model is told of a failure. */
  isError?: boolean | undefined;
  /** Whether the result wants the run to end after this batch. */
  terminate?: boolean | undefined;
}

/** Asked before each call, with validated arguments. One that throws blocks the call; the model is told its message. */
export type BeforeToolCall = (
  context: ToolCallContext,
  signal?: AbortSignal,
) => Promise<BeforeToolCallResult | undefined> | BeforeToolCallResult | undefined;

/** Asked after each call that ran. One that throws makes the result a failure. */
export type AfterToolCall = (
  context: AfterToolCallContext,
  signal?: AbortSignal,
) => Promise<AfterToolCallResult | undefined> | AfterToolCallResult | undefined;
