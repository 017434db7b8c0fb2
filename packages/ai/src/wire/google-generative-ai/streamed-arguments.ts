import { AiError } from "../../error.ts";
import { type Fields, recordOf, stringField } from "../fields.ts";

/**
 * Assembles function arguments that arrive a value at a time, each under its JSON path; a string may come in pieces.
 *
 * @see https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling (streaming function call arguments)
 * @throws AiError `server` for a path that leads nowhere.
 */
export class StreamedArguments {
  readonly #root: Container = newObject();
  /** Where the last value went; a string's pieces come one after the other. */
  #path: string | undefined;
  #holder: Container = this.#root;
  #key: string | number = "";

  take(partialArgs: readonly unknown[]): void {
    for (const partial of partialArgs) {
      const fields = recordOf(partial);
      const path = stringField(fields, "jsonPath");
      if (path === undefined) continue;
      if (path !== this.#path) this.#goTo(path);
      this.#put(fields);
    }
  }

  /** The text of the arguments; without the closing brace while some are still to come. */
  text(complete: boolean): string {
    const text = JSON.stringify(this.#root);
    return complete ? text : text.slice(0, -1);
  }

  #put(fields: Fields): void {
    const { stringValue } = fields;
    if (typeof stringValue !== "string") {
      const value = fields.numberValue ?? fields.boolValue ?? null;
      write(this.#holder, this.#key, value);
      return;
    }
    const before = read(this.#holder, this.#key);
    write(this.#holder, this.#key, typeof before === "string" ? before + stringValue : stringValue);
  }

  #goTo(path: string): void {
    const keys = keysOf(path);
    const last = keys.pop();
    if (last === undefined) throw unusable(path);
    let holder: Container = this.#root;
    for (const [index, key] of keys.entries()) {
      const next = read(holder, key);
      if (isContainer(next)) {
        holder = next;
      } else {
        const following = keys[index + 1] ?? last;
        const made: Container = typeof following === "number" ? [] : newObject();
        if (!fits(holder, key)) throw unusable(path);
        write(holder, key, made);
        holder = made;
      }
    }
    if (!fits(holder, last)) throw unusable(path);
    this.#path = path;
    this.#holder = holder;
    this.#key = last;
  }
}

type Container = Record<string, unknown> | unknown[];

/** Without a prototype, so that a key named `__proto__` is a key like any other. */
function newObject(): Record<string, unknown> {
  return Object.create(null);
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

function read(holder: Container, key: string | number): unknown {
  return Array.isArray(holder) ? holder[Number(key)] : holder[key];
}

function write(holder: Container, key: string | number, value: unknown): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else holder[key] = value;
}

/** Elements of an array come in order; a far index would fill it with holes. */
function fits(holder: Container, key: string | number): boolean {
  return Array.isArray(holder) ? typeof key === "number" && key <= holder.length : true;
}

const segment = /\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** The keys of a path like `$.edits[0]['new text']`. @see https://www.rfc-editor.org/rfc/rfc9535 */
function keysOf(path: string): (string | number)[] {
  const keys: (string | number)[] = [];
  let position = path.startsWith("$") ? 1 : 0;
  while (position < path.length) {
    segment.lastIndex = position;
    const match = segment.exec(path);
    if (match === null) throw unusable(path);
    const [whole, name, index, single, double] = match;
    keys.push(index === undefined ? (name ?? unescaped(single ?? double ?? "")) : Number(index));
    position += whole.length;
  }
  return keys;
}

function unescaped(name: string): string {
  return name.replace(/\\(?:u([\da-fA-F]{4})|(.))/g, (_whole, hex?: string, letter = "") =>
    hex === undefined
      ? (controls.get(letter) ?? letter)
      : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

const controls = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function unusable(path: string): AiError {
  return new AiError(
    "server",
    `The server streamed a function argument to a path that cannot be followed: ${path}`,
  );
}
