import { isRecord } from "../../wire/fields.ts";
import { checkAnthropicMessages } from "./anthropic-messages-check.ts";
import { claudeVersion } from "./claude-version.ts";
import type { CheckedRequest, RequestProblem } from "./protocol.ts";
import {
  anything,
  atMost,
  boolean,
  either,
  integer,
  list,
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
 * What the Messages API refuses with a 400.
 *
 * @see https://platform.claude.com/docs/en/api/messages
 */
export function* checkAnthropicRequest(request: CheckedRequest): Generator<RequestProblem> {
  const { body, headers, extraFields } = request;
  if (!headers["anthropic-version"]) {
    yield { field: "anthropic-version", message: "This header is required." };
  }
  yield* shapeProblems(body, "", fields, ["model", "max_tokens", "messages"], extraFields);
  yield* checkThinking(request);
  yield* checkTools(body, extraFields);
  yield* checkSystem(body.system, extraFields);
  yield* checkAnthropicMessages(request);
  yield* checkCacheMarkers(body);
}

const fields: Shape = {
  model: text,
  messages: objects,
  max_tokens: integer(0), // none: only the cache is filled
  stream: boolean,
  system: either(string, objects),
  stop_sequences: listOf(pattern(/\S/, "a string with more than white space")),
  temperature: number(0, 1),
  top_k: integer(0),
  top_p: number(0, 1),
  thinking: object,
  tools: listOf(object),
  tool_choice: object,
  metadata: object,
  service_tier: oneOf("auto", "standard_only"),
  container: anything,
  cache_control: optional(object),
  output_config: object,
  inference_geo: optional(string),
  diagnostics: optional(object),
  speed: optional(oneOf("standard", "fast")),
};

function* checkThinking(request: CheckedRequest): Generator<RequestProblem> {
  const { body, model, extraFields } = request;
  const { thinking, temperature, top_k, top_p, tool_choice, max_tokens } = body;
  const type = isRecord(thinking) ? thinking.type : "disabled";
  if (isRecord(thinking)) yield* checkThinkingConfig(thinking, max_tokens, extraFields);
  if (isRecord(body.output_config)) {
    yield* shapeProblems(body.output_config, "output_config.", outputConfig, [], extraFields);
  }
  if (isRecord(body.metadata)) {
    yield* shapeProblems(
      body.metadata,
      "metadata.",
      { user_id: optional(atMost(256)) },
      [],
      extraFields,
    );
  }
  if (samplesByItself(model)) {
    for (const name of ["temperature", "top_p", "top_k"]) {
      if (name in body) yield { field: name, message: `\`${name}\` is deprecated for this model.` };
    }
    if (type === "enabled") {
      yield {
        field: "thinking.type",
        message:
          '"enabled" is not supported for this model. Use "adaptive" and output_config.effort.',
      };
    }
  }
  if (isRecord(thinking)) yield* checkThinkingOff(body, model, thinking.type);
  if (type === "disabled") return;
  if (temperature !== undefined && temperature !== 1) {
    yield { field: "temperature", message: "May only be 1 when thinking is enabled." };
  }
  if (top_k !== undefined) {
    yield { field: "top_k", message: "Must be unset when thinking is enabled." };
  }
  if (typeof top_p === "number" && top_p < 0.95) {
    yield { field: "top_p", message: "Must be at least 0.95 or unset when thinking is enabled." };
  }
  if (isRecord(tool_choice) && (tool_choice.type === "any" || tool_choice.type === "tool")) {
    yield {
      field: "tool_choice",
      message: "Thinking may not be enabled when tool_choice forces tool use.",
    };
  }
}

const outputConfig: Shape = {
  effort: optional(oneOf("low", "medium", "high", "xhigh", "max")),
  format: optional((value) =>
    isRecord(value) && value.type === "json_schema" && isRecord(value.schema)
      ? undefined
      : 'an object with type "json_schema" and a schema',
  ),
};

function* checkThinkingConfig(
  thinking: Record<string, unknown>,
  maxTokens: unknown,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  const display = optional(oneOf("summarized", "omitted"));
  const shapes: Record<string, Shape> = {
    disabled: { type: anything },
    between_tools: { type: anything },
    adaptive: { type: anything, display },
    enabled: { type: anything, display, budget_tokens: integer(1_024) },
  };
  const shape = shapes[String(thinking.type)];
  if (shape === undefined) {
    yield {
      field: "thinking.type",
      message: "Expected enabled, disabled, between_tools or adaptive.",
    };
    return;
  }
  const required = thinking.type === "enabled" ? ["budget_tokens"] : [];
  yield* shapeProblems(thinking, "thinking.", shape, required, extraFields);
  const budget = thinking.budget_tokens;
  if (typeof budget === "number" && typeof maxTokens === "number" && budget >= maxTokens) {
    yield {
      field: "max_tokens",
      message: `Must be greater than thinking.budget_tokens (${budget}), got ${maxTokens}.`,
    };
  }
}

/**
 * Sonnet 5.5 has a word of its own for it, which goes with no effort above high.
 *
 * @see https://platform.claude.com/docs/en/models/sonnet-5-5/whats-new-sonnet-5-5
 */
function* checkThinkingOff(
  body: Record<string, unknown>,
  model: string,
  type: unknown,
): Generator<RequestProblem> {
  const word = /^claude-sonnet-5-5(-|$)/.test(model) ? "between_tools" : "disabled";
  if ((type === "between_tools" || type === "disabled") && type !== word) {
    yield { field: "thinking.type", message: `"${type}" is not supported for this model.` };
  }
  const effort = isRecord(body.output_config) ? body.output_config.effort : undefined;
  if (type === "between_tools" && (effort === "xhigh" || effort === "max")) {
    yield { field: "output_config.effort", message: `"${effort}" needs thinking.` };
  }
}

/** From Opus 4.7 on a model takes neither sampling parameters nor a thinking budget. */
function samplesByItself(model: string): boolean {
  return (claudeVersion(model) ?? 0) >= 407;
}

function* checkTools(
  body: Record<string, unknown>,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  const tools = records(body.tools);
  for (const [index, tool] of tools) {
    if (tool.type !== undefined && tool.type !== null && tool.type !== "custom") continue; // a server tool
    yield* shapeProblems(
      tool,
      `tools.${index}.custom.`,
      toolShape,
      ["name", "input_schema"],
      extraFields,
    );
  }
  const names = tools.map(([, tool]) => tool.name);
  for (const name of repeated(names)) {
    yield { field: "tools", message: `Tool names must be unique; "${name}" is there twice.` };
  }
  const choice = body.tool_choice;
  if (!isRecord(choice)) return;
  yield* shapeProblems(choice, "tool_choice.", toolChoiceShape, ["type"], extraFields);
  if (tools.length === 0) {
    yield { field: "tool_choice", message: "May only be specified while providing tools." };
  } else if (choice.type === "tool" && !names.includes(choice.name)) {
    yield { field: "tool_choice.name", message: `There is no tool "${choice.name}" in tools.` };
  }
}

const toolShape: Shape = {
  name: pattern(/^[a-zA-Z0-9_-]{1,128}$/),
  description: string,
  input_schema: objectSchema,
  type: optional(oneOf("custom")),
  cache_control: optional(object),
  strict: boolean,
  eager_input_streaming: optional(boolean),
  input_examples: list,
  allowed_callers: list,
  defer_loading: boolean,
};

const toolChoiceShape: Shape = {
  type: oneOf("auto", "any", "tool", "none"),
  name: text,
  disable_parallel_tool_use: boolean,
};

function* checkSystem(
  system: unknown,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  for (const [index, block] of records(system)) {
    yield* shapeProblems(block, `system.${index}.`, systemShape, ["type", "text"], extraFields);
  }
}

const systemShape: Shape = {
  type: oneOf("text"),
  text: pattern(/\S/, "text that is not empty"),
  cache_control: optional(object),
  citations: anything,
};

/** In the order of the prefix: tools, system, messages. */
function* checkCacheMarkers(body: Record<string, unknown>): Generator<RequestProblem> {
  const markers = [body.tools, body.system, body.messages].flatMap(markersOf);
  if (markers.length > 4) {
    yield {
      field: "cache_control",
      message: `A maximum of 4 blocks with cache_control may be provided. Found ${markers.length}.`,
    };
  }
  let wasShort = false;
  for (const marker of markers) {
    const { type, ttl } = marker;
    if (type !== "ephemeral" || (ttl !== undefined && ttl !== "5m" && ttl !== "1h")) {
      yield { field: "cache_control", message: 'Expected type "ephemeral" and a ttl of 5m or 1h.' };
    }
    if (ttl === "1h" && wasShort) {
      yield {
        field: "cache_control.ttl",
        message: 'A block with ttl "1h" must not come after one with ttl "5m".',
      };
    }
    wasShort ||= ttl !== "1h";
  }
}

function markersOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(markersOf);
  if (!isRecord(value)) return [];
  return [
    ...(isRecord(value.cache_control) ? [value.cache_control] : []),
    ...markersOf(value.content),
  ];
}
