import type { Edit } from "../../src/edit/apply-edits.ts";

export type NaiveVerdict =
  | "applies"
  | "empty"
  | "missing"
  | "ambiguous"
  | "overlapping"
  | "no change";

/**
 * Whether edits apply, found out in the slowest and plainest way, without a line of what is tested: every place of the
 * file is tried for every text.
 */
export function naiveVerdict(file: string, edits: readonly Edit[]): NaiveVerdict {
  const text = file.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  const spans: [number, number][] = [];
  let changes = false;
  for (const { oldText, newText } of edits) {
    const wanted = oldText.replaceAll("\r\n", "\n");
    if (wanted === "") return "empty";
    const places = exactPlaces(text, wanted);
    const found = places.length > 0 ? places : linePlaces(text, wanted);
    if (found.length === 0) return "missing";
    if (found.length > 1) return "ambiguous";
    spans.push(...found);
    changes ||= wanted !== newText.replaceAll("\r\n", "\n");
  }
  for (const [index, [start, end]] of spans.entries()) {
    for (const [otherStart, otherEnd] of spans.slice(0, index)) {
      if (start < otherEnd && otherStart < end) return "overlapping";
    }
  }
  return changes ? "applies" : "no change";
}

function exactPlaces(text: string, wanted: string): [number, number][] {
  const places: [number, number][] = [];
  for (let at = 0; at + wanted.length <= text.length; at += 1) {
    if (text.startsWith(wanted, at)) places.push([at, at + wanted.length]);
  }
  return places;
}

/** Whole lines that say the same; first with their indentation, then with another one that is consistent. */
function linePlaces(text: string, wanted: string): [number, number][] {
  const lines = text.split("\n");
  const block = wanted.replace(/\n$/, "").split("\n");
  if (block.every((line) => plain(line).trim() === "")) return [];
  for (const isSame of [
    (one: string, other: string) => plain(one).trimEnd() === plain(other).trimEnd(),
    (one: string, other: string) => plain(one).trim() === plain(other).trim(),
  ]) {
    const starts = lines
      .map((_, start) => start)
      .filter((start) => block.every((line, index) => isSame(lines[start + index] ?? "\0", line)));
    if (starts.length > 1) return starts.map(() => [0, 0]);
    const [start] = starts;
    if (start === undefined) continue;
    const actual = lines.slice(start, start + block.length);
    if (!isConsistent(actual, block)) return [];
    const offset = lines.slice(0, start).join("\n").length + (start > 0 ? 1 : 0);
    return [[offset, offset + actual.join("\n").length]];
  }
  return [];
}

function isConsistent(actual: readonly string[], given: readonly string[]): boolean {
  const pairs = actual
    .map((line, index) => [line, given[index] ?? ""].map((text) => /^\s*/.exec(text)?.[0] ?? ""))
    .filter((_, index) => actual[index]?.trim() !== "");
  const [[to = "", from = ""] = []] = pairs;
  const prefix = to.length > from.length ? to.slice(0, to.length - from.length) : "";
  const surplus = from.length > to.length ? from.slice(0, from.length - to.length) : "";
  if (pairs.every(([one, other]) => `${surplus}${one}` === `${prefix}${other}`)) return true;
  return [1, 2, 3, 4, 5, 6, 7, 8].some((width) => {
    const spread = (indent = "") => indent.replaceAll("\t", " ".repeat(width)).length;
    return pairs.every(([one, other]) => spread(one) === spread(other));
  });
}

const typographic: readonly [string, string][] = [
  ["\u2018\u2019\u201a\u201b\u2032", "'"],
  ["\u201c\u201d\u201e\u201f\u2033", '"'],
  ["\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"],
  ["\u00a0\u2002\u2003\u2009\u202f\u3000", " "],
  ["\u200b\u200c\u200d\u2060\ufeff", ""],
];

function plain(line: string): string {
  let result = "";
  for (const character of line) {
    result += typographic.find(([odd]) => odd.includes(character))?.[1] ?? character;
  }
  return result.normalize("NFKC");
}
