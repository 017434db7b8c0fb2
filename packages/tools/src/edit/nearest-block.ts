import { normalizeLine } from "./normalize-line.ts";
import type { TextFile } from "./text-file.ts";

const maximumLines = 20;
const maximumLineLength = 200;
/** Blocks that are compared in full. */
const maximumCandidates = 50;

/**
 * The part of a file that resembles a text most, with line numbers, for a model that wrote the text from memory.
 * `undefined` when no part does.
 */
export function nearestBlock(file: TextFile, text: string): string | undefined {
  const wanted = text.replace(/\n$/, "").split("\n").map(keyOf);
  const telling = [...leading(sharedLines(file, wanted, 3)), ...leading(sharedWords(file, wanted))];
  const candidates = telling.length > 0 ? telling : leading(sharedLines(file, wanted, 1));
  const start = mostAlike(file, candidates, wanted);
  if (start === undefined) return undefined;
  const first = Math.max(0, Math.min(start, file.lines.length - 1));
  const block = file.lines.slice(first, first + Math.min(wanted.length, maximumLines));
  const shown = block.map(({ text }, index) => `${first + index + 1}\t${shorten(text)}`);
  return `The nearest text is at lines ${first + 1}-${first + block.length}:\n${shown.join("\n")}`;
}

/** Each line of the file that occurs in the text votes for the start of the block that it would belong to. */
function sharedLines(
  file: TextFile,
  wanted: readonly string[],
  leastLength: number,
): Map<number, number> {
  const positions = new Map<string, number>();
  wanted.forEach((key, index) => {
    if (key.length >= leastLength && !positions.has(key)) positions.set(key, index);
  });
  const votes = new Map<number, number>();
  file.lines.forEach(({ text }, index) => {
    const key = keyOf(text);
    const position = positions.get(key);
    if (position === undefined) return;
    const start = index - position;
    votes.set(start, (votes.get(start) ?? 0) + key.length);
  });
  return votes;
}

/** So does each line that shares half of the words of the most telling line of the text. */
function sharedWords(file: TextFile, wanted: readonly string[]): Map<number, number> {
  const telling = wanted.reduce(
    (longest, key) => (key.length > longest.length ? key : longest),
    "",
  );
  const words = new Set(wordsOf(telling));
  const votes = new Map<number, number>();
  file.lines.forEach(({ text }, index) => {
    const found = wordsOf(keyOf(text));
    const shared = new Set(found.filter((word) => words.has(word))).size;
    if (shared > 0 && shared * 2 >= words.size) {
      votes.set(index - wanted.indexOf(telling), shared / Math.max(found.length, words.size));
    }
  });
  return votes;
}

function leading(votes: ReadonlyMap<number, number>): number[] {
  const sorted = [...votes].toSorted(([, one], [, other]) => other - one);
  return sorted.slice(0, maximumCandidates).map(([start]) => start);
}

function mostAlike(
  file: TextFile,
  candidates: readonly number[],
  wanted: readonly string[],
): number | undefined {
  let winner: number | undefined;
  let highest = 0;
  for (const start of candidates) {
    const score = wanted.reduce(
      (sum, key, index) => sum + likeness(key, keyOf(file.lines[start + index]?.text ?? "")),
      0,
    );
    if (score > highest) [winner, highest] = [start, score];
  }
  return winner;
}

/** How much of two lines is the same, in characters: https://en.wikipedia.org/wiki/Dice-S%C3%B8rensen_coefficient */
function likeness(one: string, other: string): number {
  if (one === other) return one.length;
  const left = new Map<string, number>();
  for (const pair of pairsOf(other)) left.set(pair, (left.get(pair) ?? 0) + 1);
  let shared = 0;
  for (const pair of pairsOf(one)) {
    const count = left.get(pair) ?? 0;
    if (count === 0) continue;
    shared += 1;
    left.set(pair, count - 1);
  }
  return shared === 0 ? 0 : (2 * shared * one.length) / (one.length + other.length);
}

function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
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
