import { type Fields, numberField } from "../fields.ts";
import type { UsageCounts } from "../message-builder.ts";

/**
 * The counts of `usageMetadata`. Cached tokens are part of the prompt; thoughts and what server-side tools read are
 * counted beside the rest.
 */
export function googleUsage(usage: Fields): UsageCounts {
  const prompt = numberField(usage, "promptTokenCount") ?? 0;
  const cacheRead = numberField(usage, "cachedContentTokenCount") ?? 0;
  const toolUse = numberField(usage, "toolUsePromptTokenCount") ?? 0;
  const reasoning = numberField(usage, "thoughtsTokenCount");
  const totalTokens = numberField(usage, "totalTokenCount");
  return {
    input: Math.max(0, prompt - cacheRead) + toolUse,
    output: (numberField(usage, "candidatesTokenCount") ?? 0) + (reasoning ?? 0),
    cacheRead,
    ...(reasoning !== undefined && { reasoning }),
    ...(totalTokens !== undefined && { totalTokens }),
  };
}
