/**
 * A pattern for ripgrep (https://docs.rs/regex/latest/regex/#syntax) that fits at least every line that a JavaScript
 * pattern without flags fits; it may fit more. `undefined` for a pattern with parts that only JavaScript has.
 */
export function toRipgrepPattern(source: string): string | undefined {
  let result = "";
  for (let rest = source; rest !== ""; ) {
    const token = tokenOf(rest);
    if (!token) return undefined;
    result += token.translated;
    rest = rest.slice(token.length);
  }
  return result;
}

interface Token {
  /** How much of the source it takes. */
  length: number;
  translated: string;
}

/** What one character of JavaScript can be besides a character: a byte that is not UTF-8, or half of a surrogate pair. */
const oddBytes = String.raw`(?-u:[\x80-\xFF]{1,2})`;
const anyBut = (members: string) => `(?:[^${members}]|${oddBytes})`;
/** JavaScript counts the byte order mark as white space. */
const space = String.raw`\s\x{FEFF}`;

const escapes: Readonly<Record<string, string>> = {
  d: String.raw`\d`,
  w: String.raw`\w`,
  s: `[${space}]`,
  D: anyBut("0-9"),
  W: anyBut("0-9A-Za-z_"),
  S: anyBut(space),
  b: String.raw`(?-u:\b)`,
  B: String.raw`(?-u:\B)`,
};
const classEscapes: Readonly<Record<string, string>> = {
  d: String.raw`\d`,
  w: String.raw`\w`,
  s: space,
  n: String.raw`\n`,
};
const controls = /^\\[rtfv]/;

function tokenOf(rest: string): Token | undefined {
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  const one = (translated: string) => ({ length: character.length, translated });
  switch (character) {
    case "\\":
      return escapeOf(rest, escapes);
    case ".":
      return one(anyBut(String.raw`\n`));
    case "^":
      return one(String.raw`^\x{FEFF}?`);
    case "[":
      return classOf(rest);
    case "(":
      return groupOf(rest);
    case "{": {
      const quantifier = /^\{\d+(?:,\d*)?\}/.exec(rest)?.[0];
      return quantifier ? { length: quantifier.length, translated: quantifier } : one("\\{");
    }
    case "$":
      return one(String.raw`\r?$`);
    case "|":
    case "*":
    case "+":
    case "?":
    case ")":
      return one(character);
    default:
      return isLoneSurrogate(character) ? undefined : one(literal(character));
  }
}

function groupOf(rest: string): Token | undefined {
  if (!rest.startsWith("(?")) return { length: 1, translated: "(" };
  if (rest.startsWith("(?:")) return { length: 3, translated: "(?:" };
  const name = /^\(\?<[A-Za-z_]\w*>/.exec(rest)?.[0];
  return name === undefined ? undefined : { length: name.length, translated: "(" };
}

function escapeOf(rest: string, named: Readonly<Record<string, string>>): Token | undefined {
  const character = rest.charAt(1);
  const translated = named[character];
  if (translated !== undefined) return { length: 2, translated };
  if (controls.test(rest)) return { length: 2, translated: rest.slice(0, 2) };
  const [code, twoDigits, fourDigits] =
    /^\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4}))/.exec(rest) ?? [];
  const digits = twoDigits ?? fourDigits;
  if (code !== undefined && digits !== undefined) {
    const value = Number.parseInt(digits, 16);
    const isUsable = value !== 10 && !isLoneSurrogate(String.fromCharCode(value));
    return isUsable ? { length: code.length, translated: `\\x{${digits}}` } : undefined;
  }
  // Every other letter and digit means something else here, or nothing.
  if (!/^[!-/:-@[-`{-~ ]$/.test(character)) return undefined;
  return { length: 2, translated: literal(character) };
}

function classOf(rest: string): Token | undefined {
  const [start = "", negation] = /^\[(\^?)/.exec(rest) ?? [];
  let members = "";
  for (let at = start.length; at < rest.length; ) {
    const character = String.fromCodePoint(rest.codePointAt(at) ?? 0);
    if (character === "]") {
      if (members === "") return undefined;
      const translated = negation ? anyBut(members) : `[${members}]`;
      return { length: at + 1, translated };
    }
    if (character === "\\") {
      const token = escapeOf(rest.slice(at), classEscapes);
      if (!token) return undefined;
      members += token.translated;
      at += token.length;
      continue;
    }
    if (character.length > 1 || isLoneSurrogate(character)) return undefined;
    if (character === "-" && rest[at + 1] === "-") return undefined; // a difference of two sets
    members += character === "-" ? "-" : literal(character);
    at += 1;
  }
  return undefined;
}

function literal(character: string): string {
  return /^[!-/:-@[-`{-~]$/.test(character) && character !== "_" ? hex(character) : character;
}

/** Not every version of ripgrep lets every character be escaped with a backslash. */
function hex(character: string): string {
  return `\\x{${character.charCodeAt(0).toString(16)}}`;
}

function isLoneSurrogate(character: string): boolean {
  return /^[\ud800-\udfff]$/.test(character);
}
