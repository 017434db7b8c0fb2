import { type InForce, isLeafMarker, movesLeaf, type SessionEntry } from "./entry.ts";

export interface SessionTreeNode {
  entry: SessionEntry;
  /** The oldest first. */
  children: SessionTreeNode[];
  label?: string | undefined;
  /** ISO 8601. */
  labelTimestamp?: string | undefined;
}

interface EntryLabel {
  label: string;
  /** ISO 8601. */
  timestamp: string;
}

interface Node {
  readonly entry: SessionEntry;
  readonly parent: Node | undefined;
  readonly children: SessionEntry[];
}

/**
 * The entries of a session, added in the order of the log. A parent is the latest entry with its id that came before
 * the child, so there are no cycles, and an id that came twice loses nothing; an entry without a parent is a root.
 * Markers of branch positions move the leaf and are not entries.
 */
export class SessionTree {
  /** Where the conversation goes on according to the log. */
  leafId: string | null = null;
  /** What people call the session. */
  name: string | undefined;
  readonly labels = new Map<string, EntryLabel>();
  readonly #added: SessionEntry[] = [];
  readonly #order: Node[] = [];
  readonly #nodes = new Map<string, Node>();
  readonly #markers = new Map<string, string | null>();

  /** Adds the next entry of the log and returns it as it stands in the tree; `undefined` for a marker. */
  add(added: SessionEntry): SessionEntry | undefined {
    this.#added.push(added);
    const parentId = this.#withoutMarkers(added.parentId);
    if (isLeafMarker(added)) {
      this.#markers.set(added.id, parentId);
      this.pass(added);
      return undefined;
    }
    const entry = parentId === added.parentId ? added : { ...added, parentId };
    const parent = parentId === null ? undefined : this.#nodes.get(parentId);
    parent?.children.push(entry);
    const node: Node = { entry, parent, children: [] };
    this.#order.push(node);
    this.#nodes.set(entry.id, node);
    this.note(entry);
    this.pass(entry);
    return entry;
  }

  /**
   * Moves the leaf as an entry does: to the entry, or to where a marker, a label or a name stands, which is where its writer was.
   */
  pass(entry: SessionEntry): void {
    const isAtParent = isLeafMarker(entry) || !movesLeaf(entry);
    const target = isAtParent ? this.#withoutMarkers(entry.parentId) : entry.id;
    if (target === null || this.#nodes.has(target)) this.leafId = target;
  }

  /** The tree with the entries that come before its first one. */
  withEarlier(entries: readonly SessionEntry[]): SessionTree {
    const tree = new SessionTree();
    for (const entry of entries) tree.add(entry);
    for (const entry of this.#added) tree.add(entry);
    return tree;
  }

  has(id: string): boolean {
    return this.#nodes.has(id);
  }

  /** Whether the id is an entry's or a marker's. */
  knows(id: string): boolean {
    return this.#nodes.has(id) || this.#markers.has(id);
  }

  get(id: string): SessionEntry | undefined {
    return this.#nodes.get(id)?.entry;
  }

  entries(): SessionEntry[] {
    return this.#order.map(({ entry }) => entry);
  }

  children(id: string): SessionEntry[] {
    return this.#nodes.get(id)?.children.slice() ?? [];
  }

  /** The entries from the root to `id`. */
  branch(id: string | null): SessionEntry[] {
    const path: SessionEntry[] = [];
    let node = id === null ? undefined : this.#nodes.get(id);
    for (; node; node = node.parent) path.push(node.entry);
    return path.reverse();
  }

  roots(): SessionTreeNode[] {
    const roots: SessionTreeNode[] = [];
    const treeNodes = new Map<Node, SessionTreeNode>();
    for (const node of this.#order) {
      const { entry } = node;
      const label = this.labels.get(entry.id);
      const treeNode: SessionTreeNode = {
        entry,
        children: [],
        ...(label && { label: label.label, labelTimestamp: label.timestamp }),
      };
      treeNodes.set(node, treeNode);
      const siblings = (node.parent && treeNodes.get(node.parent)?.children) ?? roots;
      siblings.push(treeNode);
    }
    for (const { children } of treeNodes.values()) {
      if (children.length > 1) children.sort(byTime);
    }
    return roots;
  }

  /** What `remember` needs to know of this tree. */
  memory(): Pick<InForce, "name" | "labels"> {
    const labels = Array.from(this.labels, ([targetId, label]) => ({ targetId, ...label }));
    return { name: this.name, labels };
  }

  /** Takes over what earlier entries say about the session and about each other. */
  remember({ name, labels }: Pick<InForce, "name" | "labels">): void {
    this.name = name;
    for (const { targetId, label, timestamp } of labels) {
      this.labels.set(targetId, { label, timestamp });
    }
  }

  /** Takes what an entry says about others, without adding it. */
  note(entry: SessionEntry): void {
    if (entry.type === "session_info") {
      this.name = entry.name?.trim() || undefined;
    } else if (entry.type === "label") {
      if (entry.label) {
        this.labels.set(entry.targetId, { label: entry.label, timestamp: entry.timestamp });
      } else {
        this.labels.delete(entry.targetId);
      }
    }
  }

  #withoutMarkers(id: string | null): string | null {
    if (id === null || !this.#markers.has(id)) return id;
    return this.#markers.get(id) ?? null;
  }
}

function byTime(a: SessionTreeNode, b: SessionTreeNode): number {
  return Date.parse(a.entry.timestamp) - Date.parse(b.entry.timestamp) || 0;
}
