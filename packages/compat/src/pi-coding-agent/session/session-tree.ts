import type { SessionTreeNode as ArgentNode } from "@argent/agent";
import { hostEntry, type SessionEntry } from "./session-entry.ts";

export interface SessionTreeNode {
  entry: SessionEntry;
  /** The oldest first. */
  children: SessionTreeNode[];
  label?: string | undefined;
  /** ISO 8601. */
  labelTimestamp?: string | undefined;
}

/** A tree of Argent's as a host reads it. Without recursion: a conversation is as deep as it is long. */
export function hostTree(roots: readonly ArgentNode[]): SessionTreeNode[] {
  const shown: SessionTreeNode[] = [];
  const open = [{ from: roots, to: shown }];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const { entry, children, label, labelTimestamp } of next.from) {
      const node = { entry: hostEntry(entry), children: [], label, labelTimestamp };
      next.to.push(node);
      open.push({ from: children, to: node.children });
    }
  }
  return shown;
}
