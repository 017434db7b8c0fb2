import type { Compat, Model } from "@argent/ai";

/** Pi's thinking formats by ours. */
const thinkingFormats: Record<string, Compat["thinkingFormat"]> = {
  openai: "reasoning_effort",
  openrouter: "openrouter",
  deepseek: "thinking_type",
  zai: "thinking_type",
  qwen: "enable_thinking",
  "qwen-chat-template": "chat_template",
};

/** Flags that both sides know, by Pi's name. */
const flags = {
  supportsDeveloperRole: "supportsDeveloperRole",
  supportsStore: "supportsStore",
  supportsUsageInStreaming: "supportsUsageInStreaming",
  supportsStrictMode: "supportsStrictMode",
  supportsLongCacheRetention: "supportsLongCacheRetention",
  requiresToolResultName: "requiresToolResultName",
  requiresAssistantAfterToolResult: "requiresAssistantAfterToolResult",
  requiresReasoningContentOnAssistantMessages: "requiresReasoningField",
  zaiToolStream: "toolStream",
  supportsEagerToolInputStreaming: "toolStream",
} as const;

/** Where a Pi model keeps our quirks, and a model of ours keeps Pi's: each side ignores the other's. */
const ours = "argent";
const theirs: unique symbol = Symbol.for("@argent/compat/pi-compat");

/** The quirks of a Pi model under our names. Those that have no meaning here travel along unseen. */
export function fromPiCompat(compat: object | undefined): Pick<Model, "compat"> {
  if (compat === undefined) return {};
  const given = new Map<string, unknown>(Object.entries(compat));
  const own = given.get(ours);
  const result: Compat = isCompat(own) ? own : readCompat(given);
  return { compat: result, ...{ [theirs]: compat } };
}

/** The quirks of a model of ours as a Pi model carries them. */
export function toPiCompat(model: Model): object | undefined {
  const original: unknown = Reflect.get(model, theirs);
  if (typeof original === "object" && original !== null) return original;
  return model.compat && { ...writeCompat(model.compat), [ours]: model.compat };
}

function readCompat(given: ReadonlyMap<string, unknown>): Compat {
  const result: Compat = {};
  for (const [name, own] of Object.entries(flags)) {
    const value = given.get(name);
    if (typeof value === "boolean") result[own] = value;
  }
  const maxTokensField = given.get("maxTokensField");
  if (maxTokensField === "max_tokens" || maxTokensField === "max_completion_tokens") {
    result.maxTokensField = maxTokensField;
  }
  if (given.get("cacheControlFormat") === "anthropic") result.cacheControlFormat = "anthropic";
  if (result.requiresReasoningField) result.reasoningField = "reasoning_content";
  return {
    ...result,
    ...readThinking(given.get("thinkingFormat"), given.get("supportsReasoningEffort")),
  };
}

/** Pi's DeepSeek format has levels unless told otherwise, its other switches only if they say so. */
function readThinking(format: unknown, effort: unknown): Compat {
  const thinkingFormat = thinkingFormats[String(format ?? "openai")];
  if (thinkingFormat === "reasoning_effort") {
    if (effort === false) return { thinkingFormat: "none" };
    return format === undefined ? {} : { thinkingFormat };
  }
  const hasLevels = effort ?? format === "deepseek";
  return {
    ...(thinkingFormat && { thinkingFormat }),
    ...(hasLevels === true && { supportsReasoningEffort: true }),
  };
}

function writeCompat(compat: Compat): object {
  const result: Record<string, unknown> = {};
  for (const [name, own] of Object.entries(flags)) {
    if (compat[own] !== undefined) result[name] = compat[own];
  }
  const { maxTokensField, cacheControlFormat, thinkingFormat, supportsReasoningEffort } = compat;
  const piFormat = Object.keys(thinkingFormats).find(
    (name) => thinkingFormats[name] === thinkingFormat,
  );
  return {
    ...result,
    ...(maxTokensField && { maxTokensField }),
    ...(cacheControlFormat && { cacheControlFormat }),
    ...(supportsReasoningEffort && { supportsReasoningEffort }),
    ...(thinkingFormat === "none" && { supportsReasoningEffort: false }),
    ...(piFormat && { thinkingFormat: piFormat }),
  };
}

function isCompat(value: unknown): value is Compat {
  return typeof value === "object" && value !== null;
}
