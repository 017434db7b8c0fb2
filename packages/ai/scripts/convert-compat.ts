import type { Compat } from "../src/model.ts";
import type { SourceRow } from "./source-row.ts";

/** The source's quirks in our words. Those that say our default, or switch features that we do not use, are dropped. */
export function convertCompat(
  row: Pick<SourceRow, "api" | "thinkingLevelMap" | "compat">,
): Compat | undefined {
  const source = row.compat ?? {};
  const compat: Compat = Object.assign(
    {},
    ...quirks.filter(([name, value]) => source[name] === value).map(([, , ours]) => ours),
    thinkingSwitch(source.thinkingFormat, source.supportsReasoningEffort),
    row.api === "google-generative-ai" && row.thinkingLevelMap && { thinkingLevelParameter: true },
  );
  return Object.keys(compat).length > 0 ? compat : undefined;
}

const quirks: readonly [name: string, value: unknown, ours: Compat][] = [
  ["maxTokensField", "max_tokens", { maxTokensField: "max_tokens" }],
  ["supportsStrictMode", true, { supportsStrictMode: true }],
  ["supportsUsageInStreaming", false, { supportsUsageInStreaming: false }],
  ["supportsFinishReason", false, { acceptsMissingFinishReason: true }],
  ["requiresToolResultName", true, { requiresToolResultName: true }],
  ["requiresAssistantAfterToolResult", true, { requiresAssistantAfterToolResult: true }],
  ["requiresNonNullAssistantContent", true, { requiresNonNullContent: true }],
  [
    "requiresReasoningContentOnAssistantMessages",
    true,
    { reasoningField: "reasoning_content", requiresReasoningField: true },
  ],
  ["cacheControlFormat", "anthropic", { cacheControlFormat: "anthropic" }],
  ["zaiToolStream", true, { toolStream: true }],
  ["supportsTemperature", false, { supportsTemperature: false }],
  ["supportsLongCacheRetention", false, { supportsLongCacheRetention: false }],
  ["supportsCacheControlOnTools", false, { supportsCacheControlOnTools: false }],
  ["forceAdaptiveThinking", true, { adaptiveThinking: true }],
  ["allowEmptySignature", true, { allowsEmptySignature: true }],
];

/** An unknown format stops the generation: guessing would send a parameter that the endpoint refuses. */
function thinkingSwitch(format: unknown, effort: unknown): Compat {
  const level: Compat = effort === true ? { supportsReasoningEffort: true } : {};
  switch (format) {
    case undefined:
    case "openai":
      return effort === false ? { thinkingFormat: "none" } : {};
    case "deepseek":
      return {
        thinkingFormat: "thinking_type",
        ...(effort !== false && { supportsReasoningEffort: true }),
      };
    case "zai":
      return { thinkingFormat: "thinking_type", ...level };
    case "qwen":
      return { thinkingFormat: "enable_thinking", ...level };
    case "together":
      return { thinkingFormat: "reasoning_enabled", ...level };
    case "baseten":
      // Its template argument only repeats what `reasoning_effort` says, which has a word for "off".
      return effort === false ? { thinkingFormat: "none" } : {};
    case "openrouter":
    case "ant-ling":
      return { thinkingFormat: "openrouter" };
    default:
      throw new Error(
        `The source has a thinking format that convert-compat.ts does not know: ${JSON.stringify(format)}. Add it there, and to Compat if it is a new one.`,
      );
  }
}
