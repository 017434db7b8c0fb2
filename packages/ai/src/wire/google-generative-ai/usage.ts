import { amountField, type Fields } from "../fields.ts";
import type { UsageCounts } from "../message-builder.ts";

/**
 * The counts of `usageMetadata`. Cached tokens are part of the prompt; thoughts and what server-side tools read are
 * counted beside the rest.
 */
export function googleUsage(usage: Fields): UsageCounts {
  const prompt = amountField(usage, "promptTokenCount") ?? 0;
  const cacheRead = amountField(usage, "cachedContentTokenCount") ?? 0;
  const toolUse = amountField(usage, "toolUsePromptTokenCount") ?? 0;
  const reasoning = amountField(usage, "thoughtsTokenCount");
  const totalTokens = amountField(usage, "totalTokenCount");
  return {
    input: Math.max(0, prompt - cacheRead) + toolUse,
    output: (amountField(usage, "candidatesTokenCount") ?? 0) + (reasoning ?? 0),
    cacheRead,
    ...(reasoning !== undefined && { reasoning }),
    ...(totalTokens !== undefined && { totalTokens }),
  };
}
