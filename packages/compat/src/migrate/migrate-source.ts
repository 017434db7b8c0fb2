import { findReferences, type PiReference } from "./find-references.ts";
import { type Judgement, judgeReference } from "./judge-reference.ts";

export interface MigratedSource {
  /** The new text; the old one when nothing is rewritten. */
  text: string;
  findings: readonly Finding[];
}

export interface Finding {
  /** Counted from one. */
  line: number;
  column: number;
  specifier: string;
  kind: PiReference["kind"];
  /** What it becomes; absent when it stays. */
  to?: string;
  /** Why it stays, and what to do. */
  advice?: string;
}

/**
 * Rewrites the module names of Pi in a source. All of a file or nothing: where something of it has to stay with Pi, the rest
 * stays as well. `undefined` when it names no module of Pi.
 */
export function migrateSource(
  fileName: string,
  source: string,
  namesOf: (entry: string) => ReadonlySet<string>,
): MigratedSource | undefined {
  const found = findReferences(fileName, source);
  if (!found.ok) return unreadable(source, found.message);
  const { references } = found;
  if (references.length === 0) return undefined;
  const judged = references.map((reference) => ({
    reference,
    judgement: judgeReference(reference, namesOf),
  }));
  const blocker = judged.find(({ judgement }) => judgement.action === "leave" && judgement.blocks);
  const lineOf = lineFinder(source);
  const findings = judged.map(({ reference, judgement }): Finding => {
    const { specifier, kind, start } = reference;
    return {
      ...lineOf(start),
      specifier,
      kind,
      ...outcome(judgement, blocker && lineOf(blocker.reference.start)),
    };
  });
  let text = source;
  for (const { reference, judgement } of judged.toReversed()) {
    if (blocker || judgement.action !== "rewrite") continue;
    text = text.slice(0, reference.start) + judgement.to + text.slice(reference.end);
  }
  return { text, findings };
}

function outcome(
  judgement: Judgement,
  blocker: { line: number } | undefined,
): Pick<Finding, "to" | "advice"> {
  if (judgement.action === "leave") return { advice: judgement.advice };
  return blocker
    ? { advice: `It could be ${judgement.to}, once line ${blocker.line} is taken care of.` }
    : { to: judgement.to };
}

/** A file that cannot be parsed is told about only where it is about Pi. */
function unreadable(source: string, message: string): MigratedSource | undefined {
  const mention = /@(?:mariozechner|earendil-works)\/pi-[\w.-]+/.exec(source);
  if (!mention) return undefined;
  const place = lineFinder(source)(mention.index);
  const advice = `The file cannot be parsed (${message}), so it was left alone.`;
  return { text: source, findings: [{ ...place, specifier: mention[0], kind: "import", advice }] };
}

/** Finds lines and columns in order of the text, without reading it anew each time. */
function lineFinder(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
