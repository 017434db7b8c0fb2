import { isRecord } from "../is-record.ts";

/** A string without half surrogate pairs, which vendors refuse; they come from texts cut in the middle of a character. */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.replace(/\p{Surrogate}/gu, "");
}

/** Any JSON value with all its strings and keys well-formed; the same value when they already are. */
export function wellFormedJson(value: unknown): unknown {
  if (typeof value === "string") return wellFormed(value);
  if (Array.isArray(value)) {
    const items = value.map(wellFormedJson);
    return items.every((item, index) => Object.is(item, value[index])) ? value : items;
  }
  return isRecord(value) ? wellFormedRecord(value) : value;
}

export function wellFormedRecord(record: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(record);
  const clean = entries.map(([key, value]): [string, unknown] => [
    wellFormed(key),
    wellFormedJson(value),
  ]);
  const isSame = clean.every(([key, value], index) => {
    const entry = entries[index];
    return entry !== undefined && key === entry[0] && Object.is(value, entry[1]);
  });
  return isSame ? record : Object.fromEntries(clean);
}
