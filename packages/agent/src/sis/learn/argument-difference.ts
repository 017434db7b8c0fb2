import { isSecretName } from "./redact-secrets.ts";

/** What two calls of a tool do otherwise, argument by argument. */
export interface ArgumentChange {
  /** With the names of what it is in: `filter.state`. */
  name: string;
  /** Absent: it was not given. */
  before?: Scalar | undefined;
  after?: Scalar | undefined;
}

type Scalar = string | number | boolean | null;

/**
 * The few short arguments that a call which succeeded has otherwise than one that failed. `undefined` when they are
 * about different things, differ in much, or not at all.
 */
export function argumentDifference(
  failed: Record<string, unknown>,
  succeeded: Record<string, unknown>,
): ArgumentChange[] | undefined {
  const [before, after] = [leavesOf(failed), leavesOf(succeeded)];
  if (!before || !after) return undefined;
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const changes = names
    .filter((name) => !before.has(name) || !after.has(name) || before.get(name) !== after.get(name))
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }));
  if (changes.length === 0 || changes.length > mostChanges) return undefined;
  const isSameElsewhere = names.length > changes.length;
  return changes.every((change) => isFit(change, isSameElsewhere)) ? changes : undefined;
}

const mostChanges = 2;
const mostLeaves = 60;
const deepest = 5;
/** Characters of a value, and of a name. */
const longestValue = 60;

/** The single values of arguments. `undefined`: there are too many. Remarks of the model are left out. */
export function leavesOf(given: Record<string, unknown>): Map<string, Scalar> | undefined {
  const leaves = new Map<string, Scalar>();
  const open: { name: string; value: unknown; depth: number }[] = [
    { name: "", value: given, depth: 0 },
  ];
  while (open.length > 0) {
    const { name, value, depth } = open.pop() ?? { name: "", value: null, depth: 0 };
    if (value === undefined || typeof value === "function") continue;
    if (typeof value !== "object" || value === null) {
      leaves.set(name, isScalar(value) ? value : String(value));
    } else {
      if (depth === deepest) return undefined;
      for (const [key, inner] of Object.entries(value)) {
        if (depth === 0 && remark.test(key)) continue;
        open.push({ name: name === "" ? key : `${name}.${key}`, value: inner, depth: depth + 1 });
      }
    }
    if (leaves.size + open.length > mostLeaves) return undefined;
  }
  return leaves;
}

const remark = /^(?:description|reason|explanation|thought|thoughts|purpose|comment)$/i;

function isScalar(value: unknown): value is Scalar {
  return (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    typeof value === "number"
  );
}

function isFit({ name, before, after }: ArgumentChange, isSameElsewhere: boolean): boolean {
  if (name === "" || name.length > longestValue) return false;
  if (name.split(".").some(isSecretName)) return false;
  if (![before, after].every((value) => value === undefined || isShort(value))) return false;
  if (before === undefined || after === undefined) return !isTarget(name);
  if (isSameOtherwise(before, after)) return true;
  return isSameElsewhere && !isTarget(name) && !isSubject(name);
}

function isTarget(name: string): boolean {
  return target.test(inWords(name));
}

function isSubject(name: string): boolean {
  return subject.test(inWords(name));
}

function inWords(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, "$1_$2");
}

function isShort(value: Scalar): boolean {
  return typeof value !== "string" || (value.length <= longestValue && !/[\n\r]/.test(value));
}

/** Another value of these is another thing; so is one of a list. */
const target =
  /(?:^|[._-])(?:paths?|files?|file_?name|dir|directory|folder|url|uri|ids?|key|query|pattern|q|search|name|names|command|cmd|text|content|contents|str|string|code|sql|script|input|prompt|message|body|title|subject|to|offset|limit|lines?|start|end|page|cursor|selector|ref|element|x|y|coordinate|value|data|\d+)$/i;

/** They have to be given; given otherwise, it is about something else. */
const subject =
  /(?:^|[._-])(?:number|num|no|repo|repository|owner|org|project|branch|tag|sha|commit|day|date|time|since|until|from|amount|price|quantity|user|username|account|email|address|channel|recipient|job|city|country|location|symbol|index)$/i;

/** The same thing, written in another way: `"OPEN"` and `"open"`, `5` and `"5"`, `/src/a.ts` and `src/a.ts`. */
function isSameOtherwise(one: Scalar, other: Scalar): boolean {
  if (typeof one !== typeof other) return String(one) === String(other);
  if (typeof one !== "string" || typeof other !== "string") return false;
  const [first, second] = [one, other].map((text) =>
    text.toLowerCase().replaceAll(/[\s/\\._-]+/g, ""),
  );
  if (first === second) return first !== "";
  return isAbsoluteOf(one, other) || isAbsoluteOf(other, one);
}

function isAbsoluteOf(absolute: string, path: string): boolean {
  return absolute.startsWith("/") && !path.startsWith("/") && absolute.endsWith(`/${path}`);
}
