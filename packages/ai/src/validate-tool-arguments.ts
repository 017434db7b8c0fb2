import { AiError } from "./error.ts";
import type { ToolCall } from "./message.ts";
import type { JsonSchema, Static } from "./schema.ts";
import type { Tool } from "./tool.ts";
import { coerce } from "./validate/coerce.ts";
import { type CompiledSchema, compileSchema } from "./validate/compile-schema.ts";
import { copyJson } from "./validate/copy-json.ts";

/**
 * Checks the arguments of a tool call against the tool's schema and returns a copy that fits it, with small slips of
 * the model put right (a number sent as a string, `null` for "left out", one item where a list is wanted).
 *
 * @throws AiError `invalid_arguments`, with a text that is written for the model.
 */
export type ToolValidator = <Parameters extends JsonSchema>(
  tool: ValidatedTool<Parameters>,
  toolCall: ReceivedCall,
) => Static<Parameters>;

type ValidatedTool<Parameters extends JsonSchema> = Pick<Tool<Parameters>, "name" | "parameters">;
type ReceivedCall = Pick<ToolCall, "arguments" | "argumentsError">;

/** Makes a validator that compiles each schema once, for as long as the schema object lives. */
export function createToolValidator(): ToolValidator {
  const compiled = new WeakMap<JsonSchema, CompiledSchema>();
  return function validate<Parameters extends JsonSchema>(
    tool: ValidatedTool<Parameters>,
    toolCall: ReceivedCall,
  ): Static<Parameters> {
    if (toolCall.argumentsError !== undefined) {
      throw new AiError("invalid_arguments", toolCall.argumentsError);
    }
    const { parameters } = tool;
    let schema = compiled.get(parameters);
    if (schema === undefined) {
      schema = compileSchema(parameters);
      compiled.set(parameters, schema);
    }
    const given = copyJson(toolCall.arguments);
    if (fits<Parameters>(given, schema)) return given;
    const coerced = coerce(given, parameters, schema);
    if (fits<Parameters>(coerced, schema)) return coerced;
    throw new AiError("invalid_arguments", failure(tool.name, schema, coerced, toolCall.arguments));
  };
}

/** One check; it compiles the schema each time (about a millisecond), so a loop uses `createToolValidator`. */
export const validateToolArguments: ToolValidator = (tool, toolCall) =>
  createToolValidator()(tool, toolCall);

function fits<Parameters extends JsonSchema>(
  value: unknown,
  schema: CompiledSchema,
): value is Static<Parameters> {
  return schema.accepts(value);
}

/** The wording is Pi's; hosts compare its first line. */
function failure(name: string, schema: CompiledSchema, value: unknown, received: unknown): string {
  const issues = schema.issues(value).map(({ path, message }) => `  - ${path}: ${message}`);
  return `Validation failed for tool "${name}":\n${issues.join("\n")}\n\nReceived arguments:\n${JSON.stringify(received, null, 2)}`;
}
