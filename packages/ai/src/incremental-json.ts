import { isRecord } from "./is-record.ts";

/** Reads one JSON text as it arrives. */
export interface IncrementalJson {
  /** Takes the next piece of the text, cut anywhere. */
  push(delta: string): void;
  /**
   * What is known so far: one live object that later pieces fill in; copy it to keep a moment. Open strings are there
   * as far as they go, numbers and literals once they are complete. Empty while the text is not an object.
   */
  value(): Record<string, unknown>;
  /** The verdict on the whole text: valid exactly when `JSON.parse` accepts it, with the same value. */
  end(): { value: unknown } | { error: JsonSyntaxError };
}

/** Why and where a text is no JSON. */
export interface JsonSyntaxError {
  message: string;
  /** Where, in UTF-16 code units from the start of the text. */
  offset: number;
}

/**
 * Makes a parser whose whole cost is linear in the text, however it is cut. The view while it arrives is tolerant of
 * raw control characters and bad escapes inside strings; `end` is not.
 */
export function createIncrementalJson(): IncrementalJson {
  return new JsonReader();
}

type Container = Record<string, unknown> | unknown[];

type State =
  | "value"
  | "value or ]"
  | "key or }"
  | "key"
  | "colon"
  | "comma or close"
  | "string"
  | "escape"
  | "hex"
  | "number"
  | "literal"
  | "whitespace"
  | "failed";

class JsonReader implements IncrementalJson {
  #state: State = "value";
  #root: unknown;
  readonly #open: Container[] = [];
  /** Where the innermost container keeps the value being read. */
  #slot: string | number = 0;
  /** What is collected of a string, its escape, a number or a literal. */
  #text = "";
  #escape = "";
  #isKey = false;
  /** The length of all earlier pieces. */
  #before = 0;
  #error: JsonSyntaxError | undefined;

  push(delta: string): void {
    let index = 0;
    while (index < delta.length && this.#state !== "failed") {
      index =
        this.#state === "string" ? this.#takeString(delta, index) : this.#takeCode(delta, index);
    }
    this.#before += delta.length;
  }

  value(): Record<string, unknown> {
    if (this.#isInString() && !this.#isKey) this.#store(this.#text);
    return isRecord(this.#root) ? this.#root : {};
  }

  end(): { value: unknown } | { error: JsonSyntaxError } {
    if (this.#state === "number" && this.#open.length === 0) this.#endNumber(0);
    if (this.#state !== "whitespace") this.#reject(0, "The text ends before the JSON value does");
    return this.#error ? { error: this.#error } : { value: this.#root };
  }

  /** Takes everything up to the next character that means something inside a string. */
  #takeString(delta: string, start: number): number {
    let index = start;
    while (index < delta.length) {
      const code = delta.charCodeAt(index);
      if (code === quote || code === backslash) break;
      if (code < 0x20) this.#reject(index, "A raw control character in a string");
      index++;
    }
    if (index > start) this.#text += delta.slice(start, index);
    if (index === delta.length) return index;
    if (delta.charCodeAt(index) === backslash) this.#state = "escape";
    else this.#endString();
    return index + 1;
  }

  /** Takes one character outside of plain string text; returns where to go on, which may be the same place. */
  #takeCode(delta: string, index: number): number {
    const code = delta.charCodeAt(index);
    switch (this.#state) {
      case "escape":
        return this.#takeEscape(delta, index);
      case "hex":
        return this.#takeHex(delta, index);
      case "number":
        if (isNumberCode(code)) {
          this.#text += delta[index];
          return index + 1;
        }
        this.#endNumber(index);
        return index;
      case "literal":
        return this.#takeLiteral(delta, index);
      default:
        if (!isSpace(code)) this.#takeStructure(delta, index, code);
        return index + 1;
    }
  }

  #takeStructure(delta: string, index: number, code: number): void {
    const state = this.#state;
    if (state === "value") {
      this.#startValue(delta, index, code);
    } else if (state === "key") {
      this.#startKey(delta, index, code);
    } else if (state === "value or ]") {
      if (code === closeBracket) this.#close();
      else this.#startValue(delta, index, code);
    } else if (state === "key or }") {
      if (code === closeBrace) this.#close();
      else this.#startKey(delta, index, code);
    } else if (state === "colon") {
      if (code === colon) this.#state = "value";
      else this.#unexpected(delta, index, '":"');
    } else if (state === "comma or close") {
      this.#takeAfterValue(delta, index, code);
    } else {
      this.#unexpected(delta, index, "the end");
    }
  }

  #takeAfterValue(delta: string, index: number, code: number): void {
    const top = this.#open.at(-1);
    const isArray = Array.isArray(top);
    if (code === (isArray ? closeBracket : closeBrace)) {
      this.#close();
    } else if (code === comma) {
      this.#state = isArray ? "value" : "key";
      if (isArray) this.#slot = top.length;
    } else {
      this.#unexpected(delta, index, isArray ? '"," or "]"' : '"," or "}"');
    }
  }

  #startKey(delta: string, index: number, code: number): void {
    if (code === quote) this.#startString(true);
    else this.#unexpected(delta, index, "a key in double quotes");
  }

  #startValue(delta: string, index: number, code: number): void {
    if (code === quote) {
      this.#startString(false);
    } else if (code === openBrace) {
      this.#enter({}, "key or }");
    } else if (code === openBracket) {
      this.#enter([], "value or ]");
    } else if (isNumberCode(code)) {
      this.#text = delta.charAt(index);
      this.#state = "number";
    } else if (literalStarting(delta.charAt(index))) {
      this.#text = delta.charAt(index);
      this.#state = "literal";
    } else {
      this.#unexpected(delta, index, "a value");
    }
  }

  #startString(isKey: boolean): void {
    this.#isKey = isKey;
    this.#text = "";
    this.#state = "string";
  }

  #enter(container: Container, state: State): void {
    this.#store(container);
    this.#open.push(container);
    this.#slot = 0;
    this.#state = state;
  }

  #close(): void {
    this.#open.pop();
    this.#endValue();
  }

  #endValue(): void {
    this.#state = this.#open.length === 0 ? "whitespace" : "comma or close";
  }

  #endString(): void {
    if (this.#isKey) {
      this.#slot = this.#text;
      this.#state = "colon";
    } else {
      this.#store(this.#text);
      this.#endValue();
    }
  }

  #takeEscape(delta: string, index: number): number {
    const letter = delta.charAt(index);
    if (letter === "u") {
      this.#escape = "";
      this.#state = "hex";
      return index + 1;
    }
    const meant = escapes[letter];
    if (meant === undefined) this.#reject(index, `"\\${letter}" is not an escape`);
    this.#text += meant ?? `\\${letter}`;
    this.#state = "string";
    return index + 1;
  }

  #takeHex(delta: string, index: number): number {
    if (!isHexCode(delta.charCodeAt(index))) {
      this.#reject(index, '"\\u" needs four hexadecimal digits');
      this.#text += `\\u${this.#escape}`;
      this.#state = "string";
      return index;
    }
    this.#escape += delta.charAt(index);
    if (this.#escape.length === 4) {
      this.#text += String.fromCharCode(Number.parseInt(this.#escape, 16));
      this.#state = "string";
    }
    return index + 1;
  }

  #endNumber(index: number): void {
    if (numberPattern.test(this.#text)) {
      this.#store(Number(this.#text));
      this.#endValue();
    } else {
      this.#fail(index, `"${this.#text}" is not a number`);
    }
  }

  #takeLiteral(delta: string, index: number): number {
    const literal = literalStarting(this.#text);
    this.#text += delta.charAt(index);
    if (literal?.word === this.#text) {
      this.#store(literal.value);
      this.#endValue();
    } else if (!literal?.word.startsWith(this.#text)) {
      this.#unexpected(delta, index, `"${literal?.word}"`);
    }
    return index + 1;
  }

  #isInString(): boolean {
    return this.#state === "string" || this.#state === "escape" || this.#state === "hex";
  }

  #store(value: unknown): void {
    const top = this.#open.at(-1);
    if (top === undefined) this.#root = value;
    else if (Array.isArray(top)) top[Number(this.#slot)] = value;
    else setOwn(top, String(this.#slot), value);
  }

  #unexpected(delta: string, index: number, wanted: string): void {
    this.#fail(index, `Expected ${wanted}, got ${JSON.stringify(delta.charAt(index))}`);
  }

  #fail(index: number, message: string): void {
    this.#reject(index, message);
    this.#state = "failed";
  }

  /** Remembers the first thing that makes the whole text invalid. */
  #reject(index: number, message: string): void {
    const offset = this.#before + index;
    this.#error ??= { message: `${message} (at ${offset}).`, offset };
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const escapes: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

const literals = [
  { word: "true", value: true },
  { word: "false", value: false },
  { word: "null", value: null },
];

function literalStarting(text: string): { word: string; value: boolean | null } | undefined {
  return literals.find(({ word }) => word.startsWith(text));
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Any character that a number may contain: digits, sign, point and exponent. */
function isNumberCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x2e ||
    code === 0x65 ||
    code === 0x45
  );
}

function isHexCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x46) ||
    (code >= 0x61 && code <= 0x66)
  );
}

/** As `JSON.parse` does it: `__proto__` is a key like any other. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else {
    target[key] = value;
  }
}
