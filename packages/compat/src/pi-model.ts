import type { Compat, Model } from "@argent/ai";
import type { PiModel } from "./pi-types.ts";

/** A model of Pi's as ours. Pi writes zeros for prices it does not know, so all zeros are an unknown price. */
export function fromPiModel(model: PiModel): Model {
  const { cost, thinkingLevelMap, compat, ...rest } = model;
  const isPriced = cost.input > 0 || cost.output > 0 || cost.cacheRead > 0 || cost.cacheWrite > 0;
  return {
    id: rest.id,
    name: rest.name,
    api: rest.api,
    provider: rest.provider,
    baseUrl: rest.baseUrl,
    input: rest.input,
    contextWindow: rest.contextWindow,
    maxTokens: rest.maxTokens,
    reasoning: rest.reasoning,
    vision: rest.input.includes("image"),
    ...(rest.headers && { headers: rest.headers }),
    ...(isPriced && { pricing: { ...cost } }),
    ...(thinkingLevelMap && { thinkingLevels: thinkingLevelMap }),
    ...(compat && { compat: fromPiCompat(compat) }),
  };
}

/** Pi's thinking formats by ours. */
const thinkingFormats: Record<string, Compat["thinkingFormat"]> = {
  openai: "reasoning_effort",
  openrouter: "openrouter",
  deepseek: "thinking_type",
  zai: "thinking_type",
  qwen: "enable_thinking",
  "qwen-chat-template": "chat_template",
};

/** The quirks that both sides know, under our names; Pi's others have no meaning here. */
function fromPiCompat(compat: object): Compat {
  const flags = new Map<string, unknown>(Object.entries(compat));
  const flag = (name: string) => {
    const value = flags.get(name);
    return typeof value === "boolean" ? value : undefined;
  };
  const maxTokensField = flags.get("maxTokensField");
  const thinkingFormat = thinkingFormats[String(flags.get("thinkingFormat"))];
  const result: Compat = {
    ...((maxTokensField === "max_tokens" || maxTokensField === "max_completion_tokens") && {
      maxTokensField,
    }),
    supportsDeveloperRole: flag("supportsDeveloperRole"),
    supportsStore: flag("supportsStore"),
    supportsUsageInStreaming: flag("supportsUsageInStreaming"),
    supportsStrictMode: flag("supportsStrictMode"),
    supportsLongCacheRetention: flag("supportsLongCacheRetention"),
    requiresToolResultName: flag("requiresToolResultName"),
    requiresAssistantAfterToolResult: flag("requiresAssistantAfterToolResult"),
    toolStream: flag("zaiToolStream"),
    ...(flags.get("cacheControlFormat") === "anthropic" && { cacheControlFormat: "anthropic" }),
    ...(flag("supportsReasoningEffort") === false
      ? { thinkingFormat: "none" }
      : thinkingFormat && { thinkingFormat }),
  };
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined));
}

/** A model of ours as Pi's. Pi has no word for an unknown price: it becomes zeros. Our quirks stay behind. */
export function toPiModel(model: Model): PiModel {
  const {
    pricing,
    thinkingLevels,
    compat: _compat,
    vision: _vision,
    asOf: _asOf,
    source: _source,
    ...rest
  } = model;
  return {
    ...rest,
    ...(thinkingLevels && { thinkingLevelMap: thinkingLevels }),
    cost: {
      input: pricing?.input ?? 0,
      output: pricing?.output ?? 0,
      cacheRead: pricing?.cacheRead ?? 0,
      cacheWrite: pricing?.cacheWrite ?? 0,
    },
  };
}
