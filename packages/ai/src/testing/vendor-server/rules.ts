import { isRecord } from "../../wire/fields.ts";
import type { RequestProblem } from "./protocol.ts";

/** Says what a value should be, when it is something else. */
export type Rule = (value: unknown) => string | undefined;

/** The fields that an object may have. */
export type Shape = Readonly<Record<string, Rule>>;

/** Fields that the vendor does not know, fields of a wrong form, and fields that are missing. */
export function* shapeProblems(
  value: Record<string, unknown>,
  path: string,
  shape: Shape,
  required: readonly string[],
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  for (const name of required) {
    if (value[name] === undefined) yield { field: path + name, message: "This field is required." };
  }
  for (const [name, inner] of Object.entries(value)) {
    if (extraFields.has(name) || inner === undefined) continue;
    const rule = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const wanted = rule === undefined ? "no such field" : rule(inner);
    if (wanted !== undefined) yield { field: path + name, message: expected(wanted, inner) };
  }
}

/** One of the forms that a tagged object may have. */
export interface Form {
  /** The tag itself need not be named. */
  shape: Shape;
  required?: readonly string[];
}

/** The problems of an object whose `tag` says which form it has. */
export function* formProblems(
  value: Record<string, unknown>,
  path: string,
  tag: "type" | "role",
  forms: Readonly<Record<string, Form>>,
  extraFields: ReadonlySet<string>,
): Generator<RequestProblem> {
  const name = String(value[tag]);
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (form === undefined) {
    const supported = Object.keys(forms).join(", ");
    yield {
      field: path + tag,
      message: `Invalid value: '${name}'. Supported values are: ${supported}.`,
    };
  } else {
    const shape = { ...form.shape, [tag]: anything };
    yield* shapeProblems(value, path, shape, form.required ?? [], extraFields);
  }
}

/** A sentence for a value that is not what it should be. */
export function expected(wanted: string, value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return `Expected ${wanted}, got ${text.length > 60 ? `${text.slice(0, 60)}…` : text}.`;
}

export const anything: Rule = () => undefined;

export const text: Rule = (value) =>
  typeof value === "string" && value !== "" ? undefined : "a non-empty string";

export const string: Rule = (value) => (typeof value === "string" ? undefined : "a string");

export const boolean: Rule = (value) => (typeof value === "boolean" ? undefined : "a boolean");

export const object: Rule = (value) => (isRecord(value) ? undefined : "an object");

export const list: Rule = (value) => (Array.isArray(value) ? undefined : "a list");

export const objects: Rule = (value) =>
  Array.isArray(value) && value.length > 0 && value.every(isRecord)
    ? undefined
    : "a list of objects that is not empty";

export function integer(least: number, most = Number.POSITIVE_INFINITY): Rule {
  const wanted = `a whole number from ${least}${Number.isFinite(most) ? ` to ${most}` : " up"}`;
  return (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= most
      ? undefined
      : wanted;
}

export function number(least: number, most: number): Rule {
  return (value) =>
    typeof value === "number" && value >= least && value <= most
      ? undefined
      : `a number from ${least} to ${most}`;
}

export function oneOf(...words: readonly unknown[]): Rule {
  return (value) => (words.includes(value) ? undefined : `one of ${words.join(", ")}`);
}

export function pattern(expression: RegExp, words = `a string that matches ${expression}`): Rule {
  return (value) => (typeof value === "string" && expression.test(value) ? undefined : words);
}

export function atMost(length: number): Rule {
  return (value) =>
    typeof value === "string" && value.length <= length
      ? undefined
      : `a string of at most ${length} characters`;
}

export function listOf(rule: Rule, most = Number.POSITIVE_INFINITY): Rule {
  return (value) => {
    if (!Array.isArray(value)) return "a list";
    if (value.length > most) return `a list of at most ${most}`;
    for (const inner of value) {
      const wanted = rule(inner);
      if (wanted !== undefined) return `a list of ${wanted} each`;
    }
    return undefined;
  };
}

export function optional(rule: Rule): Rule {
  return (value) => (value === null ? undefined : rule(value));
}

export function either(...rules: readonly Rule[]): Rule {
  return (value) => {
    const wanted = rules.map((rule) => rule(value));
    return wanted.includes(undefined) ? undefined : wanted.join(" or ");
  };
}

/** A JSON Schema whose root is an object, as every vendor wants a tool's arguments to be. */
export const objectSchema: Rule = (value) => {
  if (!isRecord(value) || value.type !== "object") return 'a JSON Schema of type "object"';
  const joined = ["oneOf", "anyOf", "allOf"].find((name) => name in value);
  return joined && `a JSON Schema without "${joined}" at its root`;
};

/** The objects of a list, each with its index; what is no object is left to the list's own rule. */
export function records(value: unknown): [number, Record<string, unknown>][] {
  if (!Array.isArray(value)) return [];
  return [...value.entries()].filter((entry): entry is [number, Record<string, unknown>] =>
    isRecord(entry[1]),
  );
}

/** The values that occur more than once. */
export function repeated(values: readonly unknown[]): unknown[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
