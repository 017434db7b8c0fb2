import { isRecord } from "../is-record.ts";
/** Whether a value fits. */
export type Check = (value: unknown) => boolean;

/**
 * The check of a schema as most tools have it: objects, lists, texts, numbers, choices, and no more than the keywords
 * below. `undefined` when there is anything else in it, which is then for the validator library. Saves ordinary calls
 * the loading of that library and the compilation of each schema, and answers as it does.
 */
export function plainCheck(schema: unknown): Check | undefined {
  if (schema === true) return () => true;
  if (!isRecord(schema)) return undefined;
  const checks: Check[] = [];
  for (const [keyword, operand] of Object.entries(schema)) {
    if (operand === undefined || annotations.has(keyword)) continue;
    const check = assertions.get(keyword)?.(operand, schema);
    if (!check) return undefined;
    checks.push(check);
  }
  const [only, ...others] = checks;
  if (only && others.length === 0) return only;
  return (value) => checks.every((check) => check(value));
}

const annotations: ReadonlySet<string> = new Set([
  "$comment",
  "$schema",
  "default",
  "deprecated",
  "description",
  "examples",
  "format",
  "readOnly",
  "title",
  "writeOnly",
]);

/** The check of one keyword, which lets values of other types pass; `undefined` for an operand that is not plain. */
type Assertion = (operand: unknown, schema: Record<string, unknown>) => Check | undefined;

const assertions: ReadonlyMap<string, Assertion> = new Map<string, Assertion>([
  ["type", typeCheck],
  ["enum", (operand) => (Array.isArray(operand) ? oneOfCheck(operand) : undefined)],
  ["const", (operand) => oneOfCheck([operand])],
  ["anyOf", anyOfCheck],
  ["properties", propertiesCheck],
  ["required", requiredCheck],
  ["additionalProperties", additionalPropertiesCheck],
  ["items", itemsCheck],
  ["minItems", bound((limit) => (value) => !Array.isArray(value) || value.length >= limit)],
  ["maxItems", bound((limit) => (value) => !Array.isArray(value) || value.length <= limit)],
  ["minLength", bound((limit) => (value) => typeof value !== "string" || lengthOf(value) >= limit)],
  ["maxLength", bound((limit) => (value) => typeof value !== "string" || lengthOf(value) <= limit)],
  ["pattern", patternCheck],
  ["minimum", bound((limit) => (value) => typeof value !== "number" || value >= limit)],
  ["maximum", bound((limit) => (value) => typeof value !== "number" || value <= limit)],
  ["exclusiveMinimum", bound((limit) => (value) => typeof value !== "number" || value > limit)],
  ["exclusiveMaximum", bound((limit) => (value) => typeof value !== "number" || value < limit)],
]);

const types: ReadonlyMap<unknown, Check> = new Map<unknown, Check>([
  ["array", Array.isArray],
  ["boolean", (value) => typeof value === "boolean"],
  ["integer", Number.isInteger],
  ["null", (value) => value === null],
  ["number", Number.isFinite],
  ["object", isRecord],
  ["string", (value) => typeof value === "string"],
]);

function typeCheck(operand: unknown): Check | undefined {
  if (!Array.isArray(operand)) return types.get(operand);
  const checks = all(operand, (type) => types.get(type));
  return checks && checks.length > 0 ? anyCheck(checks) : undefined;
}

/** Only texts, numbers and the like, which compare without looking inside. */
function oneOfCheck(operand: readonly unknown[]): Check | undefined {
  const values = new Set(operand);
  const isPlain = values.size > 0 && operand.every((value) => Object(value) !== value);
  return isPlain ? (value) => values.has(value) : undefined;
}

function anyOfCheck(operand: unknown): Check | undefined {
  const checks = Array.isArray(operand) ? all(operand, plainCheck) : undefined;
  return checks && checks.length > 0 ? anyCheck(checks) : undefined;
}

function anyCheck(checks: readonly Check[]): Check {
  return (value) => checks.some((check) => check(value));
}

function propertiesCheck(operand: unknown): Check | undefined {
  if (!isRecord(operand)) return undefined;
  const names = Object.keys(operand);
  const checks = all(Object.values(operand), plainCheck);
  if (!checks || !names.every(isOrdinary)) return undefined;
  return (value) => {
    if (!isRecord(value)) return true;
    return checks.every((check, index) => {
      const part = value[names[index] ?? ""];
      return part === undefined || check(part);
    });
  };
}

function requiredCheck(operand: unknown): Check | undefined {
  if (!Array.isArray(operand) || !operand.every(isOrdinary)) return undefined;
  return (value) => !isRecord(value) || operand.every((name) => value[name] !== undefined);
}

function additionalPropertiesCheck(
  operand: unknown,
  { properties = {}, patternProperties }: Record<string, unknown>,
): Check | undefined {
  const check = operand === false ? () => false : plainCheck(operand);
  if (!check || !isRecord(properties) || patternProperties !== undefined) return undefined;
  const named = new Set(Object.keys(properties));
  return (value) => {
    if (!isRecord(value)) return true;
    return Object.keys(value).every((name) => named.has(name) || check(value[name]));
  };
}

function itemsCheck(operand: unknown): Check | undefined {
  const check = plainCheck(operand);
  return check && ((value) => !Array.isArray(value) || value.every(check));
}

/** Without the `u` flag, as the library is told to read patterns. A wrong one is for the library to refuse. */
function patternCheck(operand: unknown): Check | undefined {
  if (typeof operand !== "string") return undefined;
  try {
    const pattern = new RegExp(operand);
    return (value) => typeof value !== "string" || pattern.test(value);
  } catch {
    return undefined; // not a regular expression
  }
}

function bound(checkFor: (limit: number) => Check): Assertion {
  return (operand) => (typeof operand === "number" ? checkFor(operand) : undefined);
}

/** In characters, not in the halves that JavaScript counts. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** Whether it is a name that objects do not have of themselves, as they have `constructor`. */
function isOrdinary(name: unknown): name is string {
  return typeof name === "string" && !(name in Object.prototype);
}

/** What each of a list becomes, or `undefined` when one becomes nothing. */
function all<Result>(
  list: readonly unknown[],
  make: (one: unknown) => Result | undefined,
): Result[] | undefined {
  const made: Result[] = [];
  for (const one of list) {
    const result = make(one);
    if (result === undefined) return undefined;
    made.push(result);
  }
  return made;
}
