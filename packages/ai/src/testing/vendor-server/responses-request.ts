import { isRecord } from "../../wire/fields.ts";
import { checkSampling, checkStrictSchema, isPlainModel } from "./openai-rules.ts";
import type { CheckedRequest, RequestProblem } from "./protocol.ts";
import { checkResponsesInput } from "./responses-input-check.ts";
import {
  anything,
  atMost,
  boolean,
  either,
  integer,
  listOf,
  number,
  object,
  objectSchema,
  objects,
  oneOf,
  optional,
  pattern,
  records,
  repeated,
  type Shape,
  shapeProblems,
  string,
  text,
} from "./rules.ts";

/**
 * What the Responses API refuses with a 400.
 *
 * @see https://platform.openai.com/docs/api-reference/responses/create
 */
export function* checkResponsesRequest(request: CheckedRequest): Generator<RequestProblem> {
  const { body, model, extraFields } = request;
  yield* shapeProblems(body, "", fields, ["model", "input"], extraFields);
  yield* checkReasoning(body, model, extraFields);
  yield* checkTools(body, extraFields);
  yield* checkFormat(body.text, extraFields);
  yield* checkResponsesInput(body.input, { isStored: body.store !== false, extraFields });
}

const fields: Shape = {
  model: text,
  input: either(text, objects),
  instructions: optional(string),
  stream: optional(boolean),
  stream_options: optional(object),
  store: optional(boolean),
  include: optional(
    listOf(
      oneOf(
        "reasoning.encrypted_content",
        "file_search_call.results",
        "web_search_call.results",
        "web_search_call.action.sources",
        "message.input_image.image_url",
        "message.output_text.logprobs",
        "computer_call_output.output.image_url",
        "code_interpreter_call.outputs",
      ),
    ),
  ),
  max_output_tokens: optional(integer(16)),
  max_tool_calls: optional(integer(1)),
  temperature: optional(number(0, 2)),
  top_p: optional(number(0, 1)),
  top_logprobs: optional(integer(0, 20)),
  reasoning: optional(object),
  text: object,
  tools: listOf(object),
  tool_choice: either(oneOf("none", "auto", "required"), object),
  parallel_tool_calls: optional(boolean),
  metadata: optional(object),
  user: string,
  safety_identifier: optional(atMost(128)),
  prompt_cache_key: optional(atMost(64)),
  prompt_cache_retention: optional(oneOf("in_memory", "24h")),
  prompt_cache_options: object,
  service_tier: optional(oneOf("auto", "default", "flex", "scale", "priority", "fast")),
  truncation: optional(oneOf("auto", "disabled")),
  previous_response_id: optional(pattern(/^resp_/)),
  conversation: anything,
  background: optional(boolean),
  context_management: anything,
  moderation: anything,
  prompt: anything,
};

function* checkReasoning(
  body: Record<string, unknown>,
  model: string,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  const reasoning = isRecord(body.reasoning) ? body.reasoning : {};
  yield* shapeProblems(reasoning, "reasoning.", reasoningShape, [], extraFields);
  yield* checkSampling(body, model, reasoning.effort);
  if (!isPlainModel(model)) return;
  for (const [name, value] of Object.entries(reasoning)) {
    if (value === null || value === undefined) continue;
    yield {
      field: `reasoning.${name}`,
      message: `Unsupported parameter: 'reasoning.${name}' is not supported with this model.`,
    };
  }
  if (Array.isArray(body.include) && body.include.includes("reasoning.encrypted_content")) {
    yield { field: "include", message: "Encrypted content is not supported with this model." };
  }
}

const reasoningShape: Shape = {
  effort: optional(oneOf("none", "minimal", "low", "medium", "high", "xhigh", "max")),
  summary: optional(oneOf("auto", "concise", "detailed")),
  generate_summary: optional(oneOf("auto", "concise", "detailed")),
  context: optional(oneOf("auto", "current_turn", "all_turns")),
  mode: optional(string),
};

function* checkTools(
  body: Record<string, unknown>,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  const names: unknown[] = [];
  for (const [index, tool] of records(body.tools)) {
    if (tool.type !== "function" && tool.type !== undefined) continue; // a tool of the vendor's own
    const path = `tools[${index}].`;
    names.push(tool.name);
    yield* shapeProblems(tool, path, toolShape, ["type", "name", "parameters"], extraFields);
    if (tool.strict === true) yield* checkStrictSchema(tool.parameters, `${path}parameters`);
  }
  for (const name of repeated(names)) {
    yield { field: "tools", message: `There is more than one tool named "${name}".` };
  }
  const choice = body.tool_choice;
  if (isRecord(choice) && choice.type === "function" && !names.includes(choice.name)) {
    yield {
      field: "tool_choice",
      message: `Tool choice '${choice.name}' not found in 'tools' parameter.`,
    };
  }
  if (choice === "required" && !records(body.tools).length) {
    yield {
      field: "tool_choice",
      message: "Tool choice 'required' must be specified with 'tools'.",
    };
  }
}

const toolShape: Shape = {
  type: oneOf("function"),
  name: pattern(/^[a-zA-Z0-9_-]{1,64}$/),
  description: optional(string),
  parameters: optional(objectSchema),
  strict: optional(boolean),
  async: boolean,
  defer_loading: boolean,
  allowed_callers: anything,
  output_schema: anything,
};

function* checkFormat(
  settings: unknown,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  if (!isRecord(settings)) return;
  const shape = { format: object, verbosity: optional(oneOf("low", "medium", "high")) };
  yield* shapeProblems(settings, "text.", shape, [], extraFields);
  const { format } = settings;
  if (!isRecord(format) || format.type !== "json_schema") return;
  yield* shapeProblems(format, "text.format.", formatShape, ["name", "schema"], extraFields);
  if (format.strict === true) yield* checkStrictSchema(format.schema, "text.format.schema");
}

const formatShape: Shape = {
  type: anything,
  name: pattern(/^[a-zA-Z0-9_-]{1,64}$/),
  description: string,
  schema: object,
  strict: optional(boolean),
};
