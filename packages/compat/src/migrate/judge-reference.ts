import { servingOf } from "../register/served.ts";
import type { PiReference } from "./find-references.ts";

export type Judgement =
  | { action: "rewrite"; to: string }
  /** It stays; `blocks`: the rest of the file stays with it, since Pi's and Argent's values do not mix. */
  | { action: "leave"; advice: string; blocks: boolean };

/**
 * What becomes of a reference.
 *
 * @param namesOf The exported names of a facade by its entry.
 */
export function judgeReference(
  { specifier, names, kind }: PiReference,
  namesOf: (entry: string) => ReadonlySet<string>,
): Judgement {
  const serving = servingOf(specifier);
  if (serving?.by !== "argent") return { action: "leave", ...adviceFor(specifier) };
  const entry = plainEntry(serving.entry);
  if (kind === "mention") {
    const advice = `A text that names Pi. Where it is meant as a module, it becomes ${entry}.`;
    return { action: "leave", advice, blocks: false };
  }
  // What a program declares in addition to a module belongs to the module that its imports name.
  if (names === undefined || kind === "module declaration") return { action: "rewrite", to: entry };
  const missingFrom = (one: string) => {
    const known = namesOf(one);
    return names.filter((name) => !known.has(name));
  };
  const missing = missingFrom(entry);
  if (missing.length === 0) return { action: "rewrite", to: entry };
  if (missingFrom(serving.entry).length === 0) return { action: "rewrite", to: serving.entry };
  return {
    action: "leave",
    advice: `${entry} does not have ${missing.join(", ")}. Keep these from Pi in a file of their own, or write them anew.`,
    blocks: true,
  };
}

/** The facade of 0.73.1; the entry that answers hosts of every version is only for those whose names it takes. */
export function plainEntry(entry: string): string {
  return entry.replace(/\/any-version$/, "");
}

const served = /^@[^/]+\/(pi-ai|pi-agent-core|pi-coding-agent)(\/.*)?$/;

function adviceFor(specifier: string): { advice: string; blocks: boolean } {
  const [, name, path] = served.exec(specifier) ?? [];
  if (name === undefined) {
    const advice = `Argent has nothing in the place of ${specifier}. It goes on coming from Pi.`;
    return { advice, blocks: false };
  }
  const advice = path?.includes("/dist/")
    ? `This reaches into ${name}. Import what it needs from its root; @argent/compat/${name} has the same.`
    : `Argent does not serve ${specifier}. Import what it needs from the root, or keep it from Pi.`;
  return { advice, blocks: true };
}
