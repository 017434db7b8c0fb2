import { type Fields, numberField, recordField } from "../fields.ts";
import type { UsageCounts } from "../message-builder.ts";

/** xAI bills in ticks. @see https://docs.x.ai/developers/cost-tracking */
const ticksPerUsd = 1e10;

/** The counts of a `usage` object, whose input tokens include those read from and written to the cache. */
export function responsesUsage(usage: Fields): UsageCounts {
  const details = recordField(usage, "input_tokens_details");
  const cacheRead = numberField(details, "cached_tokens") ?? 0;
  const cacheWrite = numberField(details, "cache_write_tokens") ?? 0;
  const reasoning = numberField(recordField(usage, "output_tokens_details"), "reasoning_tokens");
  const totalTokens = numberField(usage, "total_tokens");
  const ticks = numberField(usage, "cost_in_usd_ticks");
  return {
    input: Math.max(0, (numberField(usage, "input_tokens") ?? 0) - cacheRead - cacheWrite),
    output: numberField(usage, "output_tokens") ?? 0,
    cacheRead,
    cacheWrite,
    ...(reasoning !== undefined && { reasoning }),
    ...(totalTokens !== undefined && { totalTokens }),
    ...(ticks !== undefined && { totalFromProvider: ticks / ticksPerUsd }),
  };
}
