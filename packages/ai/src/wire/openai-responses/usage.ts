import { amountField, type Fields, recordField } from "../fields.ts";
import type { UsageCounts } from "../message-builder.ts";

/** xAI bills in ticks. @see https://docs.x.ai/developers/cost-tracking */
const ticksPerUsd = 1e10;

/** The counts of a `usage` object, whose input tokens include those read from and written to the cache. */
export function responsesUsage(usage: Fields): UsageCounts {
  const details = recordField(usage, "input_tokens_details");
  const cacheRead = amountField(details, "cached_tokens") ?? 0;
  const cacheWrite = amountField(details, "cache_write_tokens") ?? 0;
  const reasoning = amountField(recordField(usage, "output_tokens_details"), "reasoning_tokens");
  const totalTokens = amountField(usage, "total_tokens");
  const ticks = amountField(usage, "cost_in_usd_ticks");
  return {
    input: Math.max(0, (amountField(usage, "input_tokens") ?? 0) - cacheRead - cacheWrite),
    output: amountField(usage, "output_tokens") ?? 0,
    cacheRead,
    cacheWrite,
    ...(reasoning !== undefined && { reasoning }),
    ...(totalTokens !== undefined && { totalTokens }),
    ...(ticks !== undefined && { totalFromProvider: ticks / ticksPerUsd }),
  };
}
