import { createToolValidator, type ToolValidator } from "@argent/ai";
import type { Loose } from "./loose.ts";
import type { Tool, ToolCall } from "./types.ts";

/**
 * The arguments of a call, checked against the schema of the tool that it names.
 *
 * @throws Error when there is no such tool, or with a text for the model when they do not fit.
 */
export function validateToolCall(tools: Tool[], toolCall: ToolCall): Loose {
  const tool = tools.find(({ name }) => name === toolCall.name);
  if (tool === undefined) throw new Error(`Tool "${toolCall.name}" not found`);
  return validateToolArguments(tool, toolCall);
}

/**
 * A copy of the arguments that fits the schema, with small slips of the model put right.
 *
 * @throws AiError `invalid_arguments` with a text for the model.
 */
export function validateToolArguments(tool: Tool, toolCall: ToolCall): Loose {
  validator ??= createToolValidator();
  return validator(tool, toolCall);
}

/** Remembers compiled schemas for as long as they live. */
let validator: ToolValidator | undefined;
