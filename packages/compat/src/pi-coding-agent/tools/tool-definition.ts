import type { TSchema } from "typebox";
import type {
  AgentTool,
  AgentToolResult,
  AgentToolUpdateCallback,
  ToolExecutionMode,
  ToolParameters,
} from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import type { ExtensionContext } from "../agent-session/extension-context.ts";

/** A tool as the coding agent knows it: with what the system prompt says about it, and with the session's context. */
export interface ToolDefinition<
  TParams extends TSchema = TSchema,
  TDetails = unknown,
  TState = Loose,
> {
  name: string;
  /** For people. */
  label: string;
  /** For the model. */
  description: string;
  /** One line for the list of tools in the system prompt; without it the tool is not listed there. */
  promptSnippet?: string | undefined;
  /** Further guidelines in the system prompt while the tool is active. */
  promptGuidelines?: string[] | undefined;
  parameters: TParams;
  /** Of Pi's terminal; has no meaning here. */
  renderShell?: "default" | "self" | undefined;
  prepareArguments?: ((args: unknown) => Loose) | undefined;
  executionMode?: ToolExecutionMode | undefined;
  execute(
    toolCallId: string,
    params: ToolParameters<TParams>,
    signal: AbortSignal | undefined,
    onUpdate: AgentToolUpdateCallback<TDetails> | undefined,
    context: ExtensionContext,
  ): Promise<AgentToolResult<TDetails>>;
  /** Of Pi's terminal; never called here. `TState` is theirs. */
  renderCall?: ((...parts: [args: Loose, theme: Loose, context: TState]) => Loose) | undefined;
  renderResult?:
    | ((...parts: [result: Loose, options: Loose, theme: Loose, context: TState]) => Loose)
    | undefined;
}

/** The definition as it is, with the types of its parameters. */
export function defineTool<TParams extends TSchema, TDetails = unknown, TState = Loose>(
  tool: ToolDefinition<TParams, TDetails, TState>,
): ToolDefinition<TParams, TDetails, TState> & ToolDefinition<Loose, Loose, Loose> {
  const defined: Loose = tool;
  return defined;
}

/** A definition as a tool of `Agent`; each call is given the context. */
export function toAgentTool(
  definition: ToolDefinition<Loose, Loose, Loose>,
  context?: () => ExtensionContext,
): AgentTool<Loose, Loose> {
  const { name, label, description, parameters, prepareArguments, executionMode } = definition;
  return {
    name,
    label,
    description,
    parameters,
    prepareArguments,
    executionMode,
    execute(toolCallId, params, signal, onUpdate) {
      // Pi's own tools are called without a context when no session runs them.
      const given: Loose = context?.();
      return definition.execute(toolCallId, params, signal, onUpdate, given);
    },
  };
}

/** A tool of `Agent` as a definition. */
export function fromAgentTool(tool: AgentTool<Loose, Loose>): ToolDefinition<Loose, Loose, Loose> {
  const { name, label = name, description, parameters, prepareArguments, executionMode } = tool;
  return {
    name,
    label,
    description,
    parameters,
    prepareArguments,
    executionMode,
    execute: (toolCallId, params, signal, onUpdate) =>
      tool.execute(toolCallId, params, signal, onUpdate),
  };
}
