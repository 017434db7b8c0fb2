import { type InForce, isLeafMarker, movesLeaf, type SessionEntry } from "./entry.ts";

/** An entry with everything below it. */
export interface SessionTreeNode {
  entry: SessionEntry;
  /** The oldest first. */
  children: SessionTreeNode[];
  /** What a person called the entry. */
  label?: string | undefined;
  /** ISO 8601. */
  labelTimestamp?: string | undefined;
}

interface EntryLabel {
  label: string;
  /** ISO 8601. */
  timestamp: string;
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
  /** As they stand in the log, with the markers. */
  readonly #added: SessionEntry[] = [];
  /** As they stand in the tree. */
  readonly #entries: SessionEntry[] = [];
  /** The index of each entry's parent, -1 for a root. Numbers, because objects of a long session burden the collector. */
  readonly #parents: number[] = [];
  /** Of as many entries as `#indexed`; brought up to date when somebody asks, as a conversation that only goes on never does. */
  readonly #indexes = new Map<string, number>();
  #indexed = 0;
  /** By the parent's index, of as many entries as `#sorted`; made when somebody asks. */
  readonly #children = new Map<number, SessionEntry[]>();
  #sorted = 0;
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
    if (this.#markers.size > 0) this.#markers.delete(added.id); // the latest with an id is meant
    const entry = parentId === added.parentId ? added : { ...added, parentId };
    this.#parents.push(this.#indexOf(parentId));
    this.#entries.push(entry);
    this.note(entry);
    if (movesLeaf(entry)) this.leafId = entry.id;
    else this.pass(entry);
    return entry;
  }

  /**
   * Moves the leaf as an entry does: to the entry, or to where a marker, a label or a name stands, which is where its writer was.
   */
  pass(entry: SessionEntry): void {
    const isAtParent = isLeafMarker(entry) || !movesLeaf(entry);
    const target = isAtParent ? this.#withoutMarkers(entry.parentId) : entry.id;
    if (target === null || this.has(target)) this.leafId = target;
  }

  /** The tree with the entries that come before its first one. */
  withEarlier(entries: readonly SessionEntry[]): SessionTree {
    const tree = new SessionTree();
    for (const entry of entries) tree.add(entry);
    for (const entry of this.#added) tree.add(entry);
    return tree;
  }

  /** Whether an entry has the id. Markers have none; see `knows`. */
  has(id: string): boolean {
    return this.#indexOf(id) >= 0;
  }

  /** Whether the id is an entry's or a marker's. */
  knows(id: string): boolean {
    return this.has(id) || this.#markers.has(id);
  }

  /** The latest entry with the id. */
  get(id: string): SessionEntry | undefined {
    return this.#entries[this.#indexOf(id)];
  }

  /** All of them in the order of the log. */
  entries(): SessionEntry[] {
    return this.#entries.slice();
  }

  /** The entries directly below one, in the order of the log. */
  children(id: string): SessionEntry[] {
    for (; this.#sorted < this.#entries.length; this.#sorted++) {
      const entry = this.#entries[this.#sorted];
      const parent = this.#parents[this.#sorted] ?? -1;
      const siblings = this.#children.get(parent);
      if (entry && siblings) siblings.push(entry);
      else if (entry) this.#children.set(parent, [entry]);
    }
    const index = this.#indexOf(id);
    return index < 0 ? [] : (this.#children.get(index)?.slice() ?? []);
  }

  /** The entries from the root to `id`, or from the last one before it that `isFirst` accepts. */
  branch(id: string | null, isFirst?: (entry: SessionEntry) => boolean): SessionEntry[] {
    const path: SessionEntry[] = [];
    let index = this.#indexOf(id);
    for (let entry = this.#entries[index]; entry; entry = this.#entries[index]) {
      path.push(entry);
      if (isFirst?.(entry)) break;
      index = this.#parents[index] ?? -1;
    }
    return path.reverse();
  }

  /** The whole tree, as nodes. Children are sorted by their time. */
  roots(): SessionTreeNode[] {
    const roots: SessionTreeNode[] = [];
    const nodes: SessionTreeNode[] = [];
    for (const [index, entry] of this.#entries.entries()) {
      const label = this.labels.get(entry.id);
      const node: SessionTreeNode = {
        entry,
        children: [],
        ...(label && { label: label.label, labelTimestamp: label.timestamp }),
      };
      nodes.push(node);
      const siblings = nodes[this.#parents[index] ?? -1]?.children ?? roots;
      siblings.push(node);
    }
    for (const { children } of nodes) {
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

  /** Of the latest entry with the id; -1 for none. */
  #indexOf(id: string | null): number {
    if (id === null) return -1;
    const last = this.#entries.length - 1;
    if (this.#entries[last]?.id === id) return last;
    for (; this.#indexed <= last; this.#indexed++) {
      const entry = this.#entries[this.#indexed];
      if (entry) this.#indexes.set(entry.id, this.#indexed);
    }
    return this.#indexes.get(id) ?? -1;
  }

  #withoutMarkers(id: string | null): string | null {
    if (id === null || this.#markers.size === 0 || !this.#markers.has(id)) return id;
    return this.#markers.get(id) ?? null;
  }
}

function byTime(a: SessionTreeNode, b: SessionTreeNode): number {
  return Date.parse(a.entry.timestamp) - Date.parse(b.entry.timestamp) || 0;
}
