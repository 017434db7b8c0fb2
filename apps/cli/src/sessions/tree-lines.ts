import type { SessionTreeNode } from "@argent/agent";
import { oneLine } from "../view/plain.ts";
import type { Style } from "../view/style.ts";
import { entryLine } from "./entry-line.ts";

/** A session's tree: what follows goes straight down, branches are set in. The leaf is marked. */
export function* treeLines(
  roots: readonly SessionTreeNode[],
  leafId: string | null,
  style: Style,
  width: number,
): Generator<string, void> {
  // A stack and not a recursion: a conversation may be a hundred thousand entries deep.
  const open: { node: SessionTreeNode; prefix: string; isBranch: boolean; isLast: boolean }[] =
    roots.toReversed().map((node) => ({ node, prefix: "", isBranch: false, isLast: true }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, prefix, isBranch, isLast } = next;
    const fork = isBranch ? (isLast ? "└─ " : "├─ ") : "";
    const below = isBranch ? prefix + (isLast ? "   " : "│  ") : prefix;
    const text = entryLine(node.entry);
    if (text !== undefined) {
      const label =
        node.label === undefined ? "" : ` ${style.yellow(`[${oneLine(node.label, 40)}]`)}`;
      const leaf = node.entry.id === leafId ? style.green(" ← here") : "";
      const room = Math.max(20, width - prefix.length - fork.length - 12);
      yield `${style.dim(node.entry.id)} ${prefix}${fork}${oneLine(text, room)}${label}${leaf}`;
    }
    const children = node.children.toReversed();
    for (const [index, child] of children.entries()) {
      open.push({
        node: child,
        prefix: below,
        isBranch: children.length > 1,
        isLast: index === 0,
      });
    }
  }
}
