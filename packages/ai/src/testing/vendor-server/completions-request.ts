import { isRecord } from "../../wire/fields.ts";
import { checkCompletionsMessages } from "./completions-messages-check.ts";
import {
  checkSampling,
  checkStrictSchema,
  isPlainModel,
  isReasoningModel,
} from "./openai-rules.ts";
import type { CheckedRequest, RequestProblem } from "./protocol.ts";
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
 * What the Chat Completions API refuses with a 400.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export function* checkCompletionsRequest(request: CheckedRequest): Generator<RequestProblem> {
  const { body, model, extraFields } = request;
  yield* shapeProblems(body, "", fields, ["model", "messages"], extraFields);
  yield* checkModelRules(body, model);
  yield* checkSampling(body, model, body.reasoning_effort);
  yield* checkTools(body, extraFields);
  yield* checkResponseFormat(body.response_format);
  yield* checkCompletionsMessages(body.messages, extraFields);
}

const fields: Shape = {
  model: text,
  messages: objects,
  stream: optional(boolean),
  stream_options: optional(object),
  max_tokens: optional(integer(1)),
  max_completion_tokens: optional(integer(1)),
  temperature: optional(number(0, 2)),
  top_p: optional(number(0, 1)),
  n: optional(integer(1, 128)),
  stop: optional(either(text, listOf(text, 4))),
  frequency_penalty: optional(number(-2, 2)),
  presence_penalty: optional(number(-2, 2)),
  logit_bias: optional(object),
  logprobs: optional(boolean),
  top_logprobs: optional(integer(0, 20)),
  seed: optional(integer(Number.NEGATIVE_INFINITY)),
  tools: objects,
  tool_choice: either(oneOf("none", "auto", "required"), object),
  parallel_tool_calls: boolean,
  response_format: object,
  reasoning_effort: optional(oneOf("none", "minimal", "low", "medium", "high", "xhigh", "max")),
  verbosity: optional(oneOf("low", "medium", "high")),
  modalities: optional(listOf(oneOf("text", "audio"))),
  audio: optional(object),
  prediction: optional(object),
  store: optional(boolean),
  metadata: optional(object),
  user: string,
  safety_identifier: optional(atMost(128)),
  prompt_cache_key: optional(atMost(64)),
  prompt_cache_retention: optional(oneOf("in_memory", "24h")),
  prompt_cache_options: object,
  service_tier: optional(oneOf("auto", "default", "flex", "scale", "priority", "fast")),
  web_search_options: object,
  moderation: anything,
};

function* checkModelRules(body: Record<string, unknown>, model: string): Generator<RequestProblem> {
  if (isReasoningModel(model) && body.max_tokens !== undefined) {
    yield {
      field: "max_tokens",
      message:
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    };
  }
  if (body.max_tokens !== undefined && body.max_completion_tokens !== undefined) {
    yield { field: "max_tokens", message: "Cannot be set together with 'max_completion_tokens'." };
  }
  if (isReasoningModel(model) && !/^o1/.test(model) && body.stop !== undefined) {
    yield {
      field: "stop",
      message: "Unsupported parameter: 'stop' is not supported with this model.",
    };
  }
  if (isPlainModel(model) && body.reasoning_effort !== undefined) {
    yield {
      field: "reasoning_effort",
      message: "Unrecognized request argument supplied: reasoning_effort",
    };
  }
  if (isRecord(body.stream_options)) {
    const shape = { include_usage: boolean, include_obfuscation: boolean };
    yield* shapeProblems(body.stream_options, "stream_options.", shape, [], new Set());
    if (body.stream !== true) {
      yield {
        field: "stream_options",
        message: "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      };
    }
  }
}

function* checkTools(
  body: Record<string, unknown>,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  const tools = records(body.tools);
  const names: unknown[] = [];
  for (const [index, tool] of tools) {
    const path = `tools[${index}].`;
    yield* shapeProblems(tool, path, toolShape, ["type", "function"], extraFields);
    const described = tool.function;
    if (!isRecord(described)) continue;
    names.push(described.name);
    yield* shapeProblems(described, `${path}function.`, functionShape, ["name"], extraFields);
    if (described.strict === true) {
      yield* checkStrictSchema(described.parameters, `${path}function.parameters`);
    }
  }
  for (const name of repeated(names)) {
    yield { field: "tools", message: `There is more than one tool named "${name}".` };
  }
  const choice = body.tool_choice;
  if (tools.length === 0) {
    for (const name of ["tool_choice", "parallel_tool_calls"]) {
      if (name in body) {
        yield { field: name, message: `'${name}' is only allowed when 'tools' are specified.` };
      }
    }
  } else if (isRecord(choice)) {
    const chosen = isRecord(choice.function) ? choice.function.name : undefined;
    if (choice.type !== "function" || !names.includes(chosen)) {
      yield {
        field: "tool_choice",
        message: 'Expected { type: "function", function: { name } } with the name of a tool.',
      };
    }
  }
}

const toolShape: Shape = { type: oneOf("function"), function: object };

const functionShape: Shape = {
  name: pattern(/^[a-zA-Z0-9_-]{1,64}$/),
  description: string,
  parameters: objectSchema,
  strict: optional(boolean),
};

function* checkResponseFormat(format: unknown): Generator<RequestProblem> {
  if (!isRecord(format)) return;
  const field = "response_format";
  if (format.type === "text" || format.type === "json_object") return;
  const described = format.json_schema;
  if (format.type !== "json_schema" || !isRecord(described)) {
    yield { field, message: "Expected type text, json_object or json_schema with a json_schema." };
    return;
  }
  const shape = {
    name: pattern(/^[a-zA-Z0-9_-]{1,64}$/),
    description: string,
    schema: object,
    strict: optional(boolean),
  };
  yield* shapeProblems(described, `${field}.json_schema.`, shape, ["name"], new Set());
  if (described.strict === true)
    yield* checkStrictSchema(described.schema, `${field}.json_schema.schema`);
}
