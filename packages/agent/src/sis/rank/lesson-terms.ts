import { everydayWords, properNames, stopWords } from "./everyday-words.ts";
import { stemWord } from "./stem-word.ts";

/**
 * The terms that texts are compared by, in the order of the text, repeated when they are: stems of words in lower case
 * and without accents, the parts of identifiers and paths, and these as a whole too (`pnpm-lock.yaml` has `pnpm`, `lock`,
 * `yaml` and itself; `readFile`, `read_file` and `read-file` are the same). English stop words are left out; scripts
 * that are written without spaces give pairs of characters. Of a text of more than 8,000 characters the first and the
 * last 4,000 are read: what somebody wants is said there, and not in the log that is pasted between.
 */
export function termsOf(text: string): string[] {
  return createTermReader((term) => term)(text);
}

/**
 * Reads the terms of texts, each made into a value of the caller's, who is told the term and the word that it comes from.
 * A word that was read is remembered, so one reader is for one job.
 */
export function createTermReader<Value>(
  make: (term: string, word: string) => Value,
): (text: string) => Value[] {
  const known = new Map<string, readonly Value[]>();

  function read(word: string): readonly Value[] {
    const terms = isUnspaced(word) ? pairsOf(word) : termsOfWord(word);
    const values = terms.map((term) => make(term, word));
    known.set(word, values);
    return values;
  }

  return (text) => {
    const values: Value[] = [];
    for (const word of wordsOf(shortened(text))) {
      for (const value of known.get(word) ?? read(word)) values.push(value);
    }
    return values;
  };
}

/** Whether a term is in so many texts that it says little of one. */
export function isEveryday(term: string): boolean {
  return everydayTerms.has(term) || /^(?:\d{1,2}|\p{Script=Hiragana}+)$/u.test(term);
}

const everydayTerms: ReadonlySet<string> = new Set(everydayWords.map(stemWord));

/** At each end of a long text. */
const longestEnd = 4000;

function shortened(text: string): string {
  if (text.length <= 2 * longestEnd) return text;
  return `${text.slice(0, longestEnd)}\n${text.slice(-longestEnd)}`;
}

function wordsOf(text: string): string[] {
  const words = isAscii.test(text) ? text.match(asciiToken) : withoutAccents(text).match(token);
  return words ?? [];
}

function withoutAccents(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .normalize("NFC");
}

const unspaced = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー`;
const letters = String.raw`[[\p{L}\p{N}\p{M}]--[${unspaced}]]`;
/** A run of an unspaced script; the languages whose name ends in a sign; words, and those that signs hold together. */
const token = new RegExp(
  String.raw`[${unspaced}]+|[cCfF](?:\+\+|#)|${letters}+(?:[\-_.\/\\:@]+${letters}+)*`,
  "gv",
);
/** The same for texts of nothing but ASCII, which are read faster by it. */
const asciiToken = /[cCfF](?:\+\+|#)|[a-zA-Z\d]+(?:[-_./\\:@]+[a-zA-Z\d]+)*/g;
const isAscii = /^[\0-\x7f]*$/;
const unspacedRun = new RegExp(`^[${unspaced}]`, "v");

function isUnspaced(word: string): boolean {
  return unspacedRun.test(word);
}

function pairsOf(run: string): string[] {
  const characters = [...run];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

function termsOfWord(word: string): string[] {
  const parts = partsOf(word).flatMap(stemmed).filter(isTerm);
  const segments = word.includes("/") ? word.split(/[/\\]+/) : [];
  const wholes = [word, ...segments].filter(isCompound).map(wholeOf).filter(isTerm);
  return [...new Set([...wholes, ...parts])];
}

/** What is written together in different ways is the same: `read_file`, `readFile`. */
function wholeOf(compound: string): string {
  return compound.toLowerCase().replaceAll(/[-_]+/g, "");
}

function isCompound(word: string): boolean {
  return word.length <= 80 && partsOf(word).length > 1;
}

function partsOf(word: string): string[] {
  if (/^[A-Z]?[a-z\d]*$/.test(word)) return [word];
  return word
    .split(/[-_./\\:@]+/)
    .flatMap((part) =>
      properNames.has(part.toLowerCase())
        ? [part]
        : part.split(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u),
    )
    .filter((part) => part !== "");
}

function stemmed(part: string): readonly string[] {
  const word = part.toLowerCase();
  if (word === "pr" || word === "prs") return ["pull", "request"];
  return stopWords.has(word) ? [] : [stemWord(word)];
}

/** A single letter says nothing; a digit does, and so do the signs of a language. */
function isTerm(term: string): boolean {
  return (term.length > 1 || /\d/.test(term)) && !stopWords.has(term);
}
