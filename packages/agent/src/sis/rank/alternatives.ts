import { termsOf } from "./lesson-terms.ts";
import { similarity, tellingTerms, weightOf } from "./telling-terms.ts";

/** What an advice takes, where one takes one of several. */
export interface Choices {
  /** Of things of a known kind (package managers, languages, …), by the number of the kind. */
  ofKind: ReadonlyMap<number, ReadonlySet<string>>;
  /** `use X for Y`, `store Y in X`: X is the choice, and Y the slot that it fills. */
  frame?: { joint: string; slot: ReadonlySet<string>; choice: ReadonlySet<string> } | undefined;
  /** Numbers, by their units. */
  amounts: ReadonlyMap<string, string>;
}

/** A sentence that says what to do. */
interface Choosing {
  terms: ReadonlySet<string>;
  choices: Choices;
}

/** Reads the choices in a sentence in lower case. */
export function choicesIn(text: string, terms: ReadonlySet<string>): Choices {
  const ofKind = new Map<number, ReadonlySet<string>>();
  for (const [kind, members] of kinds.entries()) {
    const named = members.intersection(terms);
    if (named.size > 0) ofKind.set(kind, named);
  }
  const amounts = [...text.matchAll(amount)].map(({ groups }): [string, string] => [
    groups?.unit ?? "",
    groups?.number ?? "",
  ]);
  return { ofKind, frame: frameIn(text.trim()), amounts: new Map(amounts) };
}

/**
 * Whether two sentences take different ones of things of which one takes one, or another amount of the same. What they
 * say beside that, and beside the subject, must agree.
 */
export function takesAnother(a: Choosing, b: Choosing, subject: ReadonlySet<string>): boolean {
  return differInKind(a, b, subject) || differInFrame(a.choices, b.choices) || differInAmount(a, b);
}

/** Whether two sentences name different things of a kind. */
export function nameAlternatives(a: Choosing, b: Choosing): boolean {
  return differingKinds(a, b).length > 0;
}

const kinds: readonly ReadonlySet<string>[] = [
  "npm pnpm yarn bun deno",
  "jest vitest mocha jasmine",
  "pytest unittest nose",
  "pip uv poetry conda pipenv",
  "eslint biome oxlint",
  "prettier biome dprint",
  "tabs spaces",
  "merge rebase squash",
  "double single",
  "english german french spanish italian portuguese dutch polish russian chinese japanese korean",
  "docker podman",
  "postgresql mysql sqlite mongodb mariadb",
  "rest graphql grpc",
  "yaml json toml",
  "celsius fahrenheit",
  "metric imperial",
  "british american",
  "formal informal casual",
  "brief short concise long detailed verbose",
  "camelcase snakecase kebabcase pascalcase",
  "playwright cypress selenium puppeteer",
  "axios fetch",
].map((line) => new Set(line.split(" ").flatMap(termsOf)));

function differingKinds(a: Choosing, b: Choosing): number[] {
  return [...a.choices.ofKind]
    .filter(([kind, members]) => b.choices.ofKind.get(kind)?.isDisjointFrom(members))
    .map(([kind]) => kind);
}

function differInKind(a: Choosing, b: Choosing, subject: ReadonlySet<string>): boolean {
  return differingKinds(a, b).some((kind) => {
    const known = subject.union(kinds[kind] ?? new Set());
    const [restOfA, restOfB] = [a.terms.difference(known), b.terms.difference(known)];
    const isLittle = weightOf(restOfA) < 1 && weightOf(restOfB) < 1;
    return isLittle || similarity(restOfA, restOfB) >= 0.5;
  });
}

const frames = [
  /^(?:always |please )?(?:use|prefer|choose|pick|take) (?<choice>.{1,60}?) (?<joint>for|as) (?<slot>.{1,80})$/,
  /^(?:always |please )?(?:put|store|save|place) (?<slot>.{1,80}?) (?<joint>in|into|under|at) (?<choice>.{1,60})$/,
];

function frameIn(text: string): Choices["frame"] {
  for (const frame of frames) {
    const { choice, joint = "", slot } = frame.exec(text)?.groups ?? {};
    if (choice && slot) return { joint, slot: tellingTerms(slot), choice: tellingTerms(choice) };
  }
  return undefined;
}

function differInFrame({ frame: a }: Choices, { frame: b }: Choices): boolean {
  if (a?.joint !== b?.joint || !a || !b || weightOf(a.slot) === 0) return false;
  return (
    similarity(a.slot, b.slot) >= 0.8 &&
    Math.min(weightOf(a.choice), weightOf(b.choice)) >= 1 &&
    a.choice.isDisjointFrom(b.choice)
  );
}

const amount = /(?<number>\d[\d.,]*) ?(?<unit>[a-z%]+)/g;

function differInAmount(a: Choosing, b: Choosing): boolean {
  const isAnother = [...a.choices.amounts].some(
    ([unit, number]) => (b.choices.amounts.get(unit) ?? number) !== number,
  );
  if (!isAnother) return false;
  const [restOfA, restOfB] = [withoutNumbers(a.terms), withoutNumbers(b.terms)];
  return weightOf(restOfA) > 0 && similarity(restOfA, restOfB) >= 0.8;
}

function withoutNumbers(terms: ReadonlySet<string>): Set<string> {
  return new Set([...terms].filter((term) => !/^\d/.test(term)));
}
