import { ToolError } from "../tool-error.ts";
import type { TextChange } from "../unified-diff.ts";
import { findText } from "./find-text.ts";
import { nearestBlock } from "./nearest-block.ts";
import { replacementFor } from "./replacement.ts";
import { type TextFile, textFile } from "./text-file.ts";

export interface Edit {
  oldText: string;
  newText: string;
}

/**
 * What a set of edits changes in a file, in ascending order. Every edit is looked up in the original. Throws a
 * `ToolError` when a text is missing, not unique, overlaps another, or when nothing would change.
 *
 * @param path For messages.
 */
export async function changesOf(
  bytes: Buffer,
  edits: readonly Edit[],
  path: string,
): Promise<TextChange[]> {
  const file = textFile(bytes);
  const found: (TextChange & { index: number })[] = [];
  for (const [index, edit] of edits.entries()) {
    const label = edits.length === 1 ? undefined : `edits[${index}]`;
    found.push({ ...(await locate(file, edit, { path, label })), index });
  }
  found.sort((a, b) => a.start - b.start || a.end - b.end);
  for (const [position, change] of found.entries()) {
    const before = found[position - 1];
    if (before && before.end > change.start) {
      const [one, other] = [before.index, change.index].sort((a, b) => a - b);
      const message = `edits[${one}] and edits[${other}] overlap in ${path}. Merge them into one edit.`;
      throw new ToolError("ambiguous", message, { path });
    }
  }
  const changes = found
    .filter(({ start, end, bytes: replacement }) => !bytes.subarray(start, end).equals(replacement))
    .map(({ start, end, bytes }) => ({ start, end, bytes }));
  if (changes.length === 0) {
    const message = `No changes made to ${path}. The replacement is the same as the text that is there.`;
    throw new ToolError("no_change", message, { path });
  }
  return changes;
}

/** The file after its changes, which ascend and do not overlap. */
export function applyChanges(bytes: Buffer, changes: readonly TextChange[]): Buffer {
  const pieces: Uint8Array[] = [];
  let kept = 0;
  for (const change of changes) {
    pieces.push(bytes.subarray(kept, change.start), change.bytes);
    kept = change.end;
  }
  pieces.push(bytes.subarray(kept));
  return Buffer.concat(pieces);
}

interface Naming {
  path: string;
  /** `undefined` when there is only one edit. */
  label: string | undefined;
}

async function locate(
  file: TextFile,
  edit: Edit,
  naming: Naming,
): Promise<TextChange & { bytes: Buffer }> {
  const oldText = edit.oldText.replaceAll("\r\n", "\n");
  const newText = edit.newText.replaceAll("\r\n", "\n");
  const { path, label } = naming;
  if (oldText === "") {
    const message = `${label ? `${label}.oldText` : "oldText"} must not be empty in ${path}.`;
    throw new ToolError("invalid", message, { path });
  }
  const match = findText(file, oldText);
  if (match.kind === "ambiguous") throw ambiguous(match.lines, naming);
  if (match.kind === "missing") throw missing(file, oldText, naming);
  const bytes = await replacementFor(file, match, oldText, newText);
  if (!bytes) throw missing(file, oldText, naming);
  return { start: match.start, end: match.end, bytes };
}

/** Of the places of a text that is not unique. */
const namedLines = 10;

function ambiguous(lines: readonly number[], { path, label }: Naming): ToolError {
  const distinct = new Set<number>();
  for (const line of lines) if (distinct.size <= namedLines) distinct.add(line);
  const shown = [...distinct].slice(0, namedLines).join(", ");
  const more = distinct.size > namedLines ? ", …" : "";
  const message = `Found ${lines.length} occurrences of ${label ?? "the text"} in ${path}, at lines ${shown}${more}. The text must be unique. Add surrounding lines to make it so.`;
  return new ToolError("ambiguous", message, { path });
}

function missing(file: TextFile, oldText: string, { path, label }: Naming): ToolError {
  const what = label ?? "the exact text";
  const message = `Could not find ${what} in ${path}. The old text must match exactly including all whitespace and newlines.`;
  const nearest = nearestBlock(file, oldText);
  return new ToolError("no_match", nearest ? `${message}\n${nearest}` : message, { path });
}
