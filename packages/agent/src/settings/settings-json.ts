import { createIncrementalJson } from "@argent/ai";
import { failed, ok, type Result } from "../env/execution-env.ts";

/** A JSON object as people write it: comments and commas after the last item are allowed. */
export interface SettingsJson {
  readonly value: Readonly<Record<string, unknown>>;
  /** In the order of the text. */
  readonly properties: readonly JsonProperty[];
  /** Names that stand in one object twice, at any depth. */
  readonly repeats: readonly RepeatedName[];
}

/** A name where it stands for the second time. */
export interface RepeatedName {
  readonly name: string;
  /** The property of the outermost object that it is, or is in. */
  readonly key: string;
  readonly offset: number;
}

/** Where a property of the outermost object stands in the text. */
export interface JsonProperty {
  readonly key: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

export interface JsonFault {
  readonly message: string;
  readonly offset: number;
}

export function parseSettingsJson(text: string): Result<SettingsJson, JsonFault> {
  const plain = withoutComments(text).replaceAll(trailingComma, blank);
  const json = createIncrementalJson();
  json.push(plain);
  const outcome = json.end();
  if ("error" in outcome) return failed(outcome.error);
  const { value } = outcome;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return failed({ message: "An object was wanted", offset: plain.search(/\S/) });
  }
  const properties = findProperties(plain);
  return ok({ value: { ...value }, properties, repeats: findRepeats(plain, properties) });
}

/** The line that a place in the text is on, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/**
 * Writes one property of the outermost object, or with `undefined` removes it; the rest of the text, comments included,
 * stays as it is. The text must be one that `parseSettingsJson` accepts.
 */
export function editSettingsJson(text: string, key: string, value: unknown): string {
  const parsed = parseSettingsJson(text);
  if (!parsed.ok) return text;
  const { properties } = parsed.value;
  const index = properties.findLastIndex((property) => property.key === key);
  const found = properties[index];
  if (found === undefined) return value === undefined ? text : append(text, properties, key, value);
  if (value !== undefined) return splice(text, found.valueStart, found.end, indented(value));
  const next = properties[index + 1];
  if (next !== undefined) return splice(text, found.start, next.start, "");
  const before = properties[index - 1];
  if (before !== undefined) return splice(text, before.end, found.end, "");
  const comma = /^\s*,/.exec(withoutComments(text).slice(found.end))?.[0] ?? "";
  return splice(text, found.start, found.end + comma.length, "");
}

function append(
  text: string,
  properties: readonly JsonProperty[],
  key: string,
  value: unknown,
): string {
  const line = `\n  ${JSON.stringify(key)}: ${indented(value)}`;
  const last = properties.at(-1);
  if (last !== undefined) return splice(text, last.end, last.end, `,${line}`);
  const open = withoutComments(text).indexOf("{") + 1;
  return splice(text, open, open, /^\s*\}/.test(text.slice(open)) ? `${line}\n` : line);
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
}

function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

// Each pattern also matches a string or comment that never ends, so that every character is looked at once.
const stringOrComment = /"(?:\\[\s\S]?|[^"\\])*(?:"|$)|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const trailingComma = /"(?:\\[\s\S]?|[^"\\])*(?:"|$)|,(?=\s*[}\]])/g;
const token = /"(?:\\[\s\S]|[^"\\])*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/** Offsets stay what they are: what is taken out becomes spaces. */
function withoutComments(text: string): string {
  return text.replaceAll(stringOrComment, blank);
}

function blank(found: string): string {
  return found.startsWith('"') ? found : found.replaceAll(/[^\n]/g, " ");
}

function findRepeats(plain: string, properties: readonly JsonProperty[]): RepeatedName[] {
  const repeats: RepeatedName[] = [];
  const open: Set<string>[] = [];
  let before = { part: "", offset: 0 };
  for (const { 0: part, index } of plain.matchAll(token)) {
    if (part === ":") {
      const { offset } = before;
      const name = String(JSON.parse(before.part));
      if (open.at(-1)?.has(name)) {
        const key = properties.findLast(({ start }) => start <= offset)?.key ?? name;
        repeats.push({ name, key, offset });
      }
      open.at(-1)?.add(name);
    }
    if (part === "{" || part === "[") open.push(new Set());
    if (part === "}" || part === "]") open.pop();
    before = { part, offset: index };
  }
  return repeats;
}

/** @param plain Valid JSON, an object. */
function findProperties(plain: string): JsonProperty[] {
  const properties: JsonProperty[] = [];
  let depth = 0;
  let key: { text: string; start: number } | undefined;
  let valueStart: number | undefined;
  let end = 0;
  for (const { 0: part, index } of plain.matchAll(token)) {
    const isEnd = depth === 1 && (part === "," || part === "}");
    if (isEnd && key !== undefined && valueStart !== undefined) {
      properties.push({ key: String(JSON.parse(key.text)), start: key.start, valueStart, end });
      key = undefined;
      valueStart = undefined;
    } else if (depth === 1 && key === undefined) {
      key = { text: part, start: index };
    } else if (part !== ":" || depth > 1) {
      valueStart ??= depth === 0 ? undefined : index;
    }
    if (part === "{" || part === "[") depth++;
    if (part === "}" || part === "]") depth--;
    end = index + part.length;
  }
  return properties;
}
