import { amountField, type Fields, recordField } from "../fields.ts";
import type { UsageCounts } from "../message-builder.ts";

/**
 * Adds what one `usage` object says to what is known. The counts are cumulative, later objects leave some of them out
 * or null, and some servers fill them with zeros, so a count never shrinks.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function mergeUsage(known: UsageCounts, usage: Fields): UsageCounts {
  const written = recordField(usage, "cache_creation");
  const details = recordField(usage, "output_tokens_details");
  const cacheWrite1h = larger(
    known.cacheWrite1h,
    amountField(written, "ephemeral_1h_input_tokens"),
  );
  const reasoning = larger(known.reasoning, amountField(details, "thinking_tokens"));
  return {
    input: larger(known.input, amountField(usage, "input_tokens")) ?? 0,
    output: larger(known.output, amountField(usage, "output_tokens")) ?? 0,
    cacheRead: larger(known.cacheRead, amountField(usage, "cache_read_input_tokens")) ?? 0,
    cacheWrite: larger(known.cacheWrite, amountField(usage, "cache_creation_input_tokens")) ?? 0,
    ...(cacheWrite1h && { cacheWrite1h }),
    ...(reasoning !== undefined && { reasoning }),
  };
}

function larger(known: number | undefined, next: number | undefined): number | undefined {
  if (known === undefined || next === undefined) return next ?? known;
  return Math.max(known, next);
}
