import type { CompactionReason } from "../event.ts";
import type { SessionEntry } from "../session/entry.ts";
import type { CompactionLimits } from "./compaction-settings.ts";
import { changesContext, estimateEntryTokens } from "./measure-context.ts";

/**
 * Why a branch must not be compacted again: nothing came since the last time, or it fills up again and again although
 * little comes, so that more of the same would only burn requests.
 */
export function refusal(
  path: readonly SessionEntry[],
  limits: CompactionLimits,
  reason: CompactionReason,
): "no_new_work" | "refilled" | undefined {
  const [latest, earlier] = workSinceCompactions(path);
  if (latest === undefined) return undefined;
  if (latest === 0) return "no_new_work";
  if (reason === "manual" || earlier === undefined) return undefined;
  const little = (limits.threshold - limits.target) / 4;
  return latest < little && earlier < little ? "refilled" : undefined;
}

/** Estimated tokens that came after the latest compaction, and between it and the one before. */
function workSinceCompactions(path: readonly SessionEntry[]): number[] {
  const work: number[] = [];
  let tokens = 0;
  for (let index = path.length - 1; index >= 0 && work.length < 2; index--) {
    const entry = path[index];
    if (!entry) continue;
    if (!changesContext(entry)) tokens += estimateEntryTokens(entry);
    else if (tokens > 0 || work.length === 0) {
      // Several edits in a row were one compaction.
      work.push(tokens);
      tokens = 0;
    }
  }
  return work;
}
