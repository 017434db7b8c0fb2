import { likeness } from "../likeness.ts";
import { normalizeLine } from "./normalize-line.ts";
import type { TextFile } from "./text-file.ts";

const maximumLines = 20;
const maximumLineLength = 200;
/** What is shown of a longer line before the place that is meant. */
const leadLength = 50;
/** Blocks that are compared in full. */
const maximumCandidates = 50;
/** Pairs of lines that are compared when there are no candidates. */
const maximumComparisons = 5_000;
const leastLikeness = 0.3;

/**
 * The part of a file that resembles a text most, with line numbers, for a model that wrote the text from memory.
 * `undefined` when no part does.
 */
export function nearestBlock(file: TextFile, text: string): string | undefined {
  const wanted = text.replace(/\n$/, "").split("\n").map(keyOf);
  const keys = file.lines.map((line) => keyOf(line.text));
  const telling = [...leading(sharedLines(keys, wanted, 3)), ...leading(sharedWords(keys, wanted))];
  const candidates = telling.length > 0 ? telling : leading(sharedLines(keys, wanted, 1));
  const start = mostAlike(keys, candidates, wanted) ?? mostAlikeOfAll(keys, wanted);
  if (start === undefined) return undefined;
  const first = Math.max(0, Math.min(start, file.lines.length - 1));
  const block = file.lines.slice(first, first + Math.min(wanted.length, maximumLines));
  const shown = block.map(
    ({ text }, index) => `${first + index + 1}\t${excerpt(text, wanted[first + index - start])}`,
  );
  return `The nearest text is at lines ${first + 1}-${first + block.length}:\n${shown.join("\n")}`;
}

/** The start of a block, and how much speaks for it. */
type Vote = readonly [start: number, weight: number];

/** Each line of the file that occurs in the text votes for the start of the block that it would belong to. */
function sharedLines(
  keys: readonly string[],
  wanted: readonly string[],
  leastLength: number,
): Iterable<Vote> {
  const positions = new Map<string, number>();
  wanted.forEach((key, index) => {
    if (key.length >= leastLength && !positions.has(key)) positions.set(key, index);
  });
  const votes = new Map<number, number>();
  keys.forEach((key, index) => {
    const position = positions.get(key);
    if (position === undefined) return;
    const start = index - position;
    votes.set(start, (votes.get(start) ?? 0) + key.length);
  });
  return votes;
}

/** So does each line that has half of the words of the most telling line of the text. */
function* sharedWords(keys: readonly string[], wanted: readonly string[]): Generator<Vote, void> {
  const telling = wanted.reduce(
    (longest, key) => (key.length > longest.length ? key : longest),
    "",
  );
  const words = [...new Set(telling.toLowerCase().match(/[\p{L}\p{N}_]+/gu))];
  const position = wanted.indexOf(telling);
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index]?.toLowerCase() ?? "";
    let shared = 0;
    for (const word of words) if (key.includes(word)) shared += 1;
    if (shared > 0 && shared * 2 >= words.length) {
      yield [index - position, shared / Math.max(key.length, telling.length)];
    }
  }
}

/** The starts with the greatest weights, the greatest first; of equal ones the earlier. */
function leading(votes: Iterable<Vote>): number[] {
  const best: Vote[] = [];
  for (const vote of votes) {
    const [, weight] = vote;
    const last = best.at(-1);
    if (best.length === maximumCandidates && last && weight <= last[1]) continue;
    const place = best.findIndex(([, other]) => other < weight);
    best.splice(place === -1 ? best.length : place, 0, vote);
    if (best.length > maximumCandidates) best.pop();
  }
  return best.map(([start]) => start);
}

/** Where nothing is the same, the place that looks alike, in a file that is short enough. */
function mostAlikeOfAll(keys: readonly string[], wanted: readonly string[]): number | undefined {
  if (keys.length * wanted.length > maximumComparisons) return undefined;
  const length = wanted.reduce((sum, key) => sum + key.length, 0);
  return mostAlike(keys, [...keys.keys()], wanted, length * leastLikeness);
}

/** @param least A block has to reach more than this; the most is the length of the text. */
function mostAlike(
  keys: readonly string[],
  candidates: readonly number[],
  wanted: readonly string[],
  least = 0,
): number | undefined {
  let winner: number | undefined;
  let highest = least;
  for (const start of candidates) {
    const score = wanted.reduce(
      (sum, key, index) =>
        sum + key.length * likeness(key, excerpt(keys[start + index] ?? "", key)),
      0,
    );
    if (score > highest) [winner, highest] = [start, score];
  }
  return winner;
}

function keyOf(line: string): string {
  return normalizeLine(line).trim();
}

/** A line, or the part of a long one that a text is most likely to be found in. */
function excerpt(line: string, wanted = ""): string {
  if (line.length <= Math.max(maximumLineLength, wanted.length)) return line;
  const start = Math.max(0, placeIn(line, wanted) - leadLength);
  const end = start + Math.max(maximumLineLength, wanted.length);
  return `${start > 0 ? "…" : ""}${line.slice(start, end)}${end < line.length ? "…" : ""}`;
}

/** Where the longest beginning or the longest end of a text that occurs in a line lies, at the start of the text. */
function placeIn(line: string, wanted: string): number {
  const head = wanted.slice(
    0,
    longest(wanted.length, (n) => line.includes(wanted.slice(0, n))),
  );
  const tailLength = longest(wanted.length, (n) => line.includes(wanted.slice(wanted.length - n)));
  if (head.length >= tailLength) return line.indexOf(head);
  const tail = wanted.slice(wanted.length - tailLength);
  return Math.max(0, line.indexOf(tail) - (wanted.length - tailLength));
}

/** The largest number up to a limit that fits, when every smaller one does as well. */
function longest(limit: number, fits: (length: number) => boolean): number {
  let [low, high] = [0, limit];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
