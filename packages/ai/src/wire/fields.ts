import { isRecord } from "../is-record.ts";

/** Reading what came over the wire: every field is of unknown type until one of these has looked at it. */
export type Fields = Record<string, unknown>;

const none: Fields = Object.freeze({});

export { isRecord };

/** The value if it is an object that is not an array, else an empty one. */
export function recordOf(value: unknown): Fields {
  return isRecord(value) ? value : none;
}

/** The value if it is an array, else an empty one. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function stringField(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
}

/** Finite numbers only. */
export function numberField(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A count or a price that a vendor reports; less than nothing is nothing. */
export function amountField(fields: Fields, name: string): number | undefined {
  const value = numberField(fields, name);
  return value === undefined ? undefined : Math.max(0, value);
}

/** An absent field, or one that is not an object, is an empty object. */
export function recordField(fields: Fields, name: string): Fields {
  return recordOf(fields[name]);
}

/** An absent field, or one that is not an array, is an empty array. */
export function arrayField(fields: Fields, name: string): readonly unknown[] {
  return arrayOf(fields[name]);
}
