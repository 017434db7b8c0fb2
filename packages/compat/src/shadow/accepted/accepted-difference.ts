import { isRecord } from "../../is-record.ts";

/** A difference that is known and wanted. */
export interface AcceptedDifference {
  id: string;
  /** The wire protocol; absent: all of them. */
  api?: string | undefined;
  reason: string;
  /** Brings both bodies to one form where they differ in this, and only in this. The bodies are copies. */
  reconcile(pi: Fields, argent: Fields, session: SessionFacts): void;
}

export type Fields = Record<string, unknown>;

/** What cannot be seen in the bodies. */
export interface SessionFacts {
  /** What models other than the one that is asked thought aloud. */
  foreignThoughts: ReadonlySet<string>;
}

/** The objects of a list; empty for everything that is none. */
export function objectsOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The object in a field, or an empty one that belongs to nobody. */
export function objectOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

/** Removes a field of Pi's that has the value, where Argent sends none. */
export function dropUnsent(pi: Fields, argent: Fields, name: string, value: unknown): void {
  if (pi[name] === value && argent[name] === undefined) delete pi[name];
}

/** A list of one text, as some write a text. */
export function onlyText(content: unknown): string | undefined {
  const [block, ...others] = Array.isArray(content) ? content : [];
  const isText = isRecord(block) && block.type === "text" && Object.keys(block).length === 2;
  return isText && others.length === 0 && typeof block.text === "string" ? block.text : undefined;
}
