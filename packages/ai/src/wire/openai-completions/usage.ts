import type { Compat } from "../../model.ts";
import { amountField, type Fields, recordField } from "../fields.ts";
import type { UsageCounts } from "../message-builder.ts";

/** xAI reports what a request cost in these. @see https://docs.x.ai/developers/cost-tracking */
const ticksPerDollar = 10_000_000_000;

/** Our counts from a `usage` object, whose prompt tokens include the cached ones. */
export function usageOf(usage: Fields, compat: Compat): UsageCounts {
  const prompt = amountField(usage, "prompt_tokens") ?? 0;
  const promptDetails = recordField(usage, "prompt_tokens_details");
  const cacheRead =
    amountField(promptDetails, "cached_tokens") ??
    amountField(usage, "prompt_cache_hit_tokens") ?? // DeepSeek
    amountField(usage, "cached_tokens") ?? // Moonshot
    0;
  const cacheWrite = amountField(promptDetails, "cache_write_tokens") ?? 0;
  const reasoning = amountField(
    recordField(usage, "completion_tokens_details"),
    "reasoning_tokens",
  );
  return {
    input: Math.max(0, prompt - cacheRead - cacheWrite),
    output: outputTokens(usage, prompt, reasoning ?? 0, compat),
    cacheRead,
    cacheWrite,
    ...(reasoning !== undefined && { reasoning }),
    totalFromProvider: costOf(usage),
  };
}

/** Where reasoning is not a part of the completion tokens, the total shows it. */
function outputTokens(usage: Fields, prompt: number, reasoning: number, compat: Compat): number {
  const completion = amountField(usage, "completion_tokens") ?? 0;
  const isInside = amountField(usage, "total_tokens") === prompt + completion;
  return compat.reasoningTokensBesideOutput && !isInside ? completion + reasoning : completion;
}

/** USD. OpenRouter's credits are dollars. */
function costOf(usage: Fields): number | undefined {
  const ticks = amountField(usage, "cost_in_usd_ticks");
  return ticks === undefined ? amountField(usage, "cost") : ticks / ticksPerDollar;
}
