import { normalizeLine } from "./normalize-line.ts";
import type { TextFile } from "./text-file.ts";

const maximumLines = 20;
const maximumLineLength = 200;

/**
 * The part of a file that resembles a text most, with line numbers, for a model that wrote the text from memory.
 * `undefined` when no part does.
 */
export function nearestBlock(file: TextFile, text: string): string | undefined {
  const wanted = text.replace(/\n$/, "").split("\n").map(keyOf);
  const start = startBySharedLines(file, wanted) ?? startBySharedWords(file, wanted);
  if (start === undefined) return undefined;
  const first = Math.max(0, Math.min(start, file.lines.length - 1));
  const block = file.lines.slice(first, first + Math.min(wanted.length, maximumLines));
  const shown = block.map(({ text }, index) => `${first + index + 1}\t${shorten(text)}`);
  return `The nearest text is at lines ${first + 1}-${first + block.length}:\n${shown.join("\n")}`;
}

/** Each line of the file that occurs in the text votes for the block that it would belong to. */
function startBySharedLines(file: TextFile, wanted: readonly string[]): number | undefined {
  const positions = new Map<string, number>();
  wanted.forEach((key, index) => {
    if (key.length > 2 && !positions.has(key)) positions.set(key, index);
  });
  const votes = new Map<number, number>();
  file.lines.forEach(({ text }, index) => {
    const key = keyOf(text);
    const position = positions.get(key);
    if (position === undefined) return;
    const start = index - position;
    votes.set(start, (votes.get(start) ?? 0) + key.length);
  });
  return best(votes);
}

/** No line is the same: the line that shares most words with the most telling line of the text. */
function startBySharedWords(file: TextFile, wanted: readonly string[]): number | undefined {
  const telling = wanted.reduce(
    (longest, key) => (key.length > longest.length ? key : longest),
    "",
  );
  const words = new Set(wordsOf(telling));
  const scores = new Map<number, number>();
  file.lines.forEach(({ text }, index) => {
    const found = wordsOf(keyOf(text));
    const shared = new Set(found.filter((word) => words.has(word))).size;
    if (shared * 2 > words.size) {
      scores.set(index - wanted.indexOf(telling), shared / Math.max(found.length, words.size));
    }
  });
  return best(scores);
}

function best(scores: ReadonlyMap<number, number>): number | undefined {
  let winner: number | undefined;
  let highest = 0;
  for (const [candidate, score] of scores) {
    if (score > highest) [winner, highest] = [candidate, score];
  }
  return winner;
}

function keyOf(line: string): string {
  return normalizeLine(line).trim();
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

function shorten(line: string): string {
  return line.length > maximumLineLength ? `${line.slice(0, maximumLineLength)}…` : line;
}
