import type { Lesson } from "../lesson.ts";
import { createTermReader, isEveryday } from "./lesson-terms.ts";

/** What somebody is about to ask, and the names of the tools that can be called. */
export interface RankingContext {
  prompt: string;
  /** Default: none. */
  tools?: readonly string[] | undefined;
}

/** How well a lesson fits, and the words of the prompt that it was found by. */
export interface Fit {
  /** From 0 to 1; 0 when it does not fit. */
  score: number;
  matches: string[];
}

/** What is known of some lessons before anybody asks for anything. It does not follow changes of the lessons. */
export interface LessonIndex {
  readonly lessons: readonly Lesson[];
  /** By its place in `lessons`, each lesson that shares a word with the prompt. */
  fits(context: RankingContext): Map<number, Fit>;
  /** The places, among some, of the other lessons that may be for the same situation as the one at a place. */
  neighbours(place: number, among: Iterable<number>): number[];
}

/** Reads the lessons once, in time proportional to their texts. */
export function createLessonIndex(lessons: readonly Lesson[]): LessonIndex {
  const numbers = new Map<string, number>();
  const sizes: number[] = [];
  const read = createTermReader((term) => {
    const known = numbers.get(term);
    if (known !== undefined) return known;
    numbers.set(term, sizes.length);
    return sizes.push(sizeOfTerm(term)) - 1;
  });
  const readLessons = lessons.map((lesson) => readLesson(lesson, read));
  /** By the numbers of terms: the lessons that have it. */
  const having = new Uint32Array(sizes.length);
  const lastHaving = new Int32Array(sizes.length).fill(-1);
  for (const [place, lesson] of readLessons.entries()) {
    for (const terms of lesson.fields) {
      for (const term of terms) {
        if (lastHaving[term] === place) continue;
        lastHaving[term] = place;
        having[term] = (having[term] ?? 0) + 1;
      }
    }
  }

  /** BM25's weight of what so many lessons have, over the largest that there can be: 1 for what one lesson has. */
  function rarity(count: number): number {
    const all = lessons.length + background;
    return Math.log((all + 1) / (count + 0.5)) / Math.log((all + 1) / 1.5);
  }

  /** What a term of a prompt weighs, from 0 to 1. */
  function weightOf(term: number, count: number, promptSize: number): number {
    const lessonsHaving = having[term] ?? 0;
    if ((sizes[term] ?? 1) < 1) {
      return rarity(lessonsHaving + everydayShare) * patience(promptSize) ** 2;
    }
    return Math.max(rarity(lessonsHaving), leastRarity) * patience(promptSize) ** (1 / count);
  }

  function queryOf(prompt: string): Query {
    const query = new Map<string, { word: string; count: number }>();
    for (const { term, word } of createTermReader((term, word) => ({ term, word }))(prompt)) {
      const known = query.get(term);
      if (known) known.count++;
      else query.set(term, { word, count: 1 });
    }
    const weights = new Float64Array(sizes.length);
    const words = new Map<number, string>();
    let size = 0;
    for (const [term, { word, count }] of query) {
      size += sizeOfTerm(term);
      const number = numbers.get(term);
      if (number === undefined) continue;
      weights[number] = weightOf(number, count, query.size);
      words.set(number, word);
    }
    return { weights, words, size };
  }

  /** By lesson about a tool in play: how rare the rarest of these tools is among the lessons. */
  function supportOf(tools: readonly string[]): number[] {
    const counts = new Map(tools.map((name) => [name.toLowerCase(), 0]));
    for (const { tools: names } of readLessons) {
      for (const name of names) {
        const count = counts.get(name);
        if (count !== undefined) counts.set(name, count + 1);
      }
    }
    return readLessons.map(({ tools: names }) =>
      Math.max(0, ...names.map((name) => (counts.has(name) ? rarity(counts.get(name) ?? 0) : 0))),
    );
  }

  function fits({ prompt, tools = [] }: RankingContext): Map<number, Fit> {
    const query = queryOf(prompt);
    const support = supportOf(tools);
    const result = new Map<number, Fit>();
    for (const [place, lesson] of readLessons.entries()) {
      const hits = hitsIn(lesson, query, sizes);
      if (hits === undefined) continue;
      const strength = hits.evidence * (1 - coverageWeight + coverageWeight * hits.coverage);
      const supported = strength * (1 + toolWeight * (support[place] ?? 0));
      const score = strength >= enough ? 1 - 2 ** -supported : 0;
      result.set(place, { score, matches: hits.matches });
    }
    return result;
  }

  const situations = new Map<number, Situation>();

  function situationAt(place: number): Situation {
    const known = situations.get(place);
    if (known) return known;
    const { fields: terms = [] } = readLessons[place] ?? {};
    const title = terms[titleField] ?? [];
    const when = terms[whenField] ?? [];
    const situation = {
      own: new Set(when.length > 0 ? when : title),
      withTitle: new Set([...title, ...when]),
    };
    situations.set(place, situation);
    return situation;
  }

  function isAlike(a: Situation, b: Situation): boolean {
    const common = commonSize(a.own, b.own, sizes);
    const [sizeOfA, sizeOfB] = [sizeOf(a.own, sizes), sizeOf(b.own, sizes)];
    const isContained = common > alikeFrom * Math.min(sizeOfA, sizeOfB);
    if (isContained) return true;
    const commonWithTitle = commonSize(a.withTitle, b.withTitle, sizes);
    const all = sizeOf(a.withTitle, sizes) + sizeOf(b.withTitle, sizes) - commonWithTitle;
    return commonWithTitle > alikeFrom * all;
  }

  function neighbours(place: number, among: Iterable<number>): number[] {
    const situation = situationAt(place);
    return [...among].filter((other) => other !== place && isAlike(situation, situationAt(other)));
  }

  return { lessons, fits, neighbours };
}

/** A lesson, its terms as numbers. */
interface ReadLesson {
  /** By field, in the order of `fields`. */
  fields: number[][];
  /** In lower case. */
  tools: string[];
}

/** The terms of what a lesson is for. */
interface Situation {
  own: ReadonlySet<number>;
  withTitle: ReadonlySet<number>;
}

interface Query {
  /** By the numbers of terms; 0 for those that the prompt does not have. */
  weights: Float64Array;
  /** The words that the terms come from. */
  words: ReadonlyMap<number, string>;
  size: number;
}

/**
 * BM25F. The usual length stands where the mean length of all lessons is elsewhere, and rarity is counted as if there were
 * lessons in the background that share everyday words: so a few lessons can be told apart, scores can be compared, and
 * how well a lesson fits does not hang on lessons that have nothing to do with it. The numbers were chosen on one half
 * of the labelled prompts in the tests.
 */
const fields = [
  { name: "title", weight: 2, normalization: 0.4, usualLength: 6 },
  { name: "when", weight: 2, normalization: 0.4, usualLength: 8 },
  { name: "do", weight: 1, normalization: 0.6, usualLength: 12 },
  { name: "tags", weight: 2, normalization: 0.2, usualLength: 3 },
  { name: "tools", weight: 0.7, normalization: 0, usualLength: 1 },
] as const;
const titleField = 0;
const whenField = 1;
const saturation = 1.5;
const background = 60;
/** Lessons in the background that have an everyday word. */
const everydayShare = 25;
/** What all lessons are about is still what they are about. */
const leastRarity = 0.3;
/** Much of the evidence counts only as far as it covers the title, the situation or the prompt. */
const coverageWeight = 0.35;
/** What an everyday word is of what is covered; other words are 1. */
const everydaySize = 0.4;
/** What the rarest tool in play adds to the evidence; it is not evidence of its own. */
const toolWeight = 0.15;
/** The evidence below which a lesson does not fit. */
const enough = 0.38;

/** The share of common terms that `compareLessons` asks for, with room for words that it leaves out. */
const alikeFrom = 0.4;

/** Long prompts share some words with anything, so that each says less; those that are repeated say more. */
function patience(size: number): number {
  return Math.min(1, (16 / size) ** 0.25);
}

function readLesson(lesson: Lesson, read: (text: string) => number[]): ReadLesson {
  return {
    fields: fields.map(({ name }) => read(textsOf(lesson, name).join("\n"))),
    tools: [...new Set(textsOf(lesson, "tools").map((tool) => tool.toLowerCase()))],
  };
}

/** How much a prompt has in common with a lesson; nothing when they share no term. */
function hitsIn(
  lesson: ReadLesson,
  { weights, words, size }: Query,
  sizes: readonly number[],
): { evidence: number; coverage: number; matches: string[] } | undefined {
  const presences = new Map<number, number>();
  for (const [index, { weight, normalization, usualLength }] of fields.entries()) {
    const terms = lesson.fields[index] ?? [];
    const length = 1 - normalization + (normalization * terms.length) / usualLength;
    for (const term of terms) {
      if (weights[term]) presences.set(term, (presences.get(term) ?? 0) + weight / length);
    }
  }
  if (presences.size === 0) return undefined;
  let evidence = 0;
  for (const [term, presence] of presences) {
    evidence += ((weights[term] ?? 0) * presence) / (presence + saturation);
  }
  const coverageOf = (field: number) => {
    const terms = new Set(lesson.fields[field]);
    return share(sizeOf(terms.intersection(presences), sizes), sizeOf(terms, sizes));
  };
  const coverage = Math.max(
    sizeOf(presences.keys(), sizes) / size,
    coverageOf(titleField),
    coverageOf(whenField),
  );
  const matches = [...new Set([...presences.keys()].map((term) => words.get(term) ?? ""))];
  return { evidence, coverage, matches };
}

/** A host may have made a lesson without parts that it has no use for. */
function textsOf(lesson: Lesson, field: (typeof fields)[number]["name"]): string[] {
  const value: unknown = lesson[field];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((text) => typeof text === "string");
}

function sizeOf(terms: Iterable<number>, sizes: readonly number[]): number {
  let size = 0;
  for (const term of terms) size += sizes[term] ?? 1;
  return size;
}

function commonSize(
  a: ReadonlySet<number>,
  b: ReadonlySet<number>,
  sizes: readonly number[],
): number {
  let size = 0;
  for (const term of a) if (b.has(term)) size += sizes[term] ?? 1;
  return size;
}

function sizeOfTerm(term: string): number {
  return isEveryday(term) ? everydaySize : 1;
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
