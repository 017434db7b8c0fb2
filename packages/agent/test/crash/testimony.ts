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

/** The first word of each line. */
const words = {
  ready: "ready",
  open: "open",
  entry: "+",
  leaf: "@",
  moving: ">",
  fenced: "fenced",
};

/** Says on behalf of a process what it sees. Each line leaves the process before `say` returns. */
export function createWitness(session: ArgentSessionManager, say: (lines: string) => void) {
  const seen = new Set<string>();
  let leaf: string | undefined;

  return {
    /** Tells the entries that have come into memory, and where the conversation is. */
    tell(): void {
      const entries = session.getEntries();
      let known = entries.length;
      while (known > 0 && !seen.has(entries[known - 1]?.id ?? "")) known--;
      const lines: string[] = [];
      for (const { id } of entries.slice(known)) {
        seen.add(id);
        lines.push(`${words.entry} ${id}\n`);
      }
      const now = session.getLeafId() ?? "root";
      if (now !== leaf) lines.push(`${words.leaf} ${now}\n`);
      leaf = now;
      if (lines.length > 0) say(lines.join(""));
    },
    opened: () => say(`${words.open}\n`),
    aboutToMove: (target: string | null) => say(`${words.moving} ${target ?? "root"}\n`),
    fenced: () => say(`${words.fenced}\n`),
  };
}

export function sayReady(say: (lines: string) => void): void {
  say(`${words.ready}\n`);
}

/** Counts what has been said: 1 when the program is loaded, more as the session is open and entries come. */
export function countSaid(text: string): number {
  if (!text.startsWith(words.ready)) return 0;
  const at = text.indexOf(`\n${words.open}\n`);
  return at < 0 ? 1 : text.slice(at).split("\n").length;
}

/** Reads what was said; a line that was cut off was not said. */
export function readTestimony(text: string): Testimony {
  const testimony: Testimony = { entries: [], leaf: undefined, announced: [], isFenced: false };
  for (const line of text.split("\n").slice(0, -1)) {
    const [word, id = ""] = line.split(" ");
    if (word === words.entry) testimony.entries.push(id);
    else if (word === words.leaf) Object.assign(testimony, { leaf: id, announced: [] });
    else if (word === words.moving) testimony.announced.push(id);
    else if (word === words.fenced) testimony.isFenced = true;
  }
  return testimony;
}
