import type { ModelRow } from "../src/models/model-file.ts";
import { convertCompat } from "./convert-compat.ts";
import { convertPricing } from "./convert-pricing.ts";
import { convertThinkingLevels } from "./convert-thinking.ts";
import type { SourceRow } from "./source-row.ts";

/** A finished row before a file's defaults are taken out of it. */
export type FullRow = ModelRow & { api: string; baseUrl: string };

export function convertRow(row: SourceRow): FullRow {
  const pricing = convertPricing(row);
  const thinkingLevels = convertThinkingLevels(row);
  const compat = convertCompat(row);
  return {
    name: row.name,
    api: row.api,
    baseUrl: row.baseUrl,
    input: row.input.includes("image") ? ["text", "image"] : ["text"],
    contextWindow: row.contextWindow,
    // Some rows of the source promise answers that are longer than their window.
    maxTokens: Math.min(row.maxTokens, row.contextWindow),
    reasoning: row.reasoning,
    ...(pricing && { pricing }),
    ...(thinkingLevels && { thinkingLevels }),
    ...(row.headers && { headers: row.headers }),
    ...(compat && { compat }),
  };
}
