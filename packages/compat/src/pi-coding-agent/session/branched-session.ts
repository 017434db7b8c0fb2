import type { SessionEntry as ArgentEntry, LabelEntry as ArgentLabel } from "@argent/agent";
import type { SessionTree } from "@argent/agent/session-format";

/**
 * The path of an entry as a session of its own: without the labels on it, whose children hang on what the labels hung on,
 * and with the labels in force behind its end.
 */
export function branchedEntries(
  tree: SessionTree,
  path: readonly ArgentEntry[],
  newId: () => string,
): ArgentEntry[] {
  const kept = withoutLabels(path);
  const targets = new Set(kept.map(({ id }) => id));
  let parentId = kept.at(-1)?.id ?? null;
  const labels: ArgentLabel[] = [];
  for (const [targetId, { label, timestamp }] of tree.labels) {
    if (!targets.has(targetId)) continue;
    labels.push({ type: "label", id: newId(), parentId, timestamp, targetId, label });
    parentId = labels.at(-1)?.id ?? null;
  }
  return [...kept, ...labels];
}

function withoutLabels(path: readonly ArgentEntry[]): ArgentEntry[] {
  const kept: ArgentEntry[] = [];
  /** For each removed label the entry that comes next on the path. */
  const next = new Map<string, string>();
  let removed: string[] = [];
  for (const entry of path) {
    if (entry.type === "label") {
      removed.push(entry.id);
      continue;
    }
    for (const id of removed) next.set(id, entry.id);
    removed = [];
    const parentId = kept.at(-1)?.id ?? null;
    const firstKept = entry.type === "compaction" ? next.get(entry.firstKeptEntryId) : undefined;
    const isSame = parentId === entry.parentId && firstKept === undefined;
    if (isSame) kept.push(entry);
    else if (entry.type === "compaction")
      kept.push({ ...entry, parentId, firstKeptEntryId: firstKept ?? entry.firstKeptEntryId });
    else kept.push({ ...entry, parentId });
  }
  return kept;
}
