import type { ThinkingLevels } from "../src/model.ts";
import { thinkingLevels } from "../src/thinking.ts";
import type { SourceRow } from "./source-row.ts";

/**
 * The source has one level more, `max`. It becomes our `xhigh` where the model has no `xhigh` of its own. What needs no
 * word is left out: a word that is the level's own name, and a missing `xhigh`, which is missing by default.
 */
export function convertThinkingLevels(
  row: Pick<SourceRow, "reasoning" | "thinkingLevelMap">,
): ThinkingLevels | undefined {
  const words = row.thinkingLevelMap;
  if (!row.reasoning || !words) return undefined;
  const levels: ThinkingLevels = {};
  for (const level of thinkingLevels) {
    if (level === "xhigh") {
      const word = words.xhigh ?? words.max;
      if (word) levels.xhigh = word;
    } else if (words[level] !== undefined && words[level] !== level) {
      levels[level] = words[level];
    }
  }
  return Object.keys(levels).length > 0 ? levels : undefined;
}
