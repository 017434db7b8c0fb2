import type { ArgentSessionManager } from "../../src/session/session-manager.ts";

/**
 * What a process said of a session before it was killed. Everything it said it had seen in memory, so all of it must
 * be found by whoever opens the session next.
 */
export interface Testimony {
  /** Entries, in the order in which they were seen. */
  entries: string[];
  /** Where the conversation was at last; `root` before the first entry, `undefined` when it was never said. */
  leaf: string | undefined;
  /** Where it was about to be moved, after `leaf` was said. */
  announced: string[];
  /** The writer found that somebody else had taken over. */
  isFenced: boolean;
}

/** What a line of a testimony is about. */
export type Topic = "loaded" | "opened" | "entry" | "leaf" | "moving" | "large" | "fenced";

/** Says a line. It must have left the process before the call returns. */
export type Say = (topic: Topic, id?: string) => void;

/** Tells the entries that have come into memory since the last call, and where the conversation is. */
export function createWitness(session: ArgentSessionManager, say: Say): () => void {
  const seen = new Set<string>();
  let leaf: string | undefined;
  return () => {
    const entries = session.getEntries();
    let known = entries.length;
    while (known > 0 && !seen.has(entries[known - 1]?.id ?? "")) known--;
    for (const { id } of entries.slice(known)) {
      seen.add(id);
      say("entry", id);
    }
    const now = session.getLeafId() ?? "root";
    if (now !== leaf) say("leaf", now);
    leaf = now;
  };
}

/** How often something was said. */
export function countSaid(text: string, topic: Topic): number {
  return text.split("\n").filter((line) => line.startsWith(topic)).length;
}

/** Reads what was said; a line that was cut off was not said. */
export function readTestimony(text: string): Testimony {
  const testimony: Testimony = { entries: [], leaf: undefined, announced: [], isFenced: false };
  for (const line of text.split("\n").slice(0, -1)) {
    const [topic, id = ""] = line.split(" ");
    if (topic === "entry") testimony.entries.push(id);
    else if (topic === "leaf") Object.assign(testimony, { leaf: id, announced: [] });
    else if (topic === "moving") testimony.announced.push(id);
    else if (topic === "fenced") testimony.isFenced = true;
  }
  return testimony;
}
