import type { Compat } from "../src/model.ts";
import type { ModelFile, ModelRow, RowDefaults } from "../src/models/model-file.ts";
import type { FullRow } from "./convert-row.ts";

interface CompactOptions extends Pick<ModelFile, "provider" | "asOf" | "source"> {
  aliases?: Record<string, string> | undefined;
  rows: ReadonlyMap<string, FullRow>;
}

/** Sorts the rows by id and takes out of them what most of them share. */
export function compactFile({ aliases, rows, ...head }: CompactOptions): ModelFile {
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  const defaults = sharedDefaults(sorted.map(([, row]) => row));
  const known = Object.entries(aliases ?? {}).filter(([, id]) => rows.has(id));
  return {
    ...head,
    defaults,
    ...(known.length > 0 && { aliases: Object.fromEntries(known.sort()) }),
    models: Object.fromEntries(sorted.map(([id, row]) => [id, compactRow(row, defaults)])),
  };
}

/** The commonest protocol with its address, and what all rows of that protocol agree on. */
function sharedDefaults(rows: readonly FullRow[]): RowDefaults {
  const api = commonest(rows.map((row) => row.api));
  const usual = rows.filter((row) => row.api === api);
  const compat: Compat | undefined = sharedEntries(usual.map((row) => row.compat));
  const headers: RowDefaults["headers"] = sharedEntries(usual.map((row) => row.headers));
  return {
    api,
    baseUrl: commonest(usual.map((row) => row.baseUrl)),
    ...(compat && { compat }),
    ...(headers && { headers }),
  };
}

function compactRow(row: FullRow, defaults: RowDefaults): ModelRow {
  const { name, api, baseUrl, compat, headers, asOf, source, ...rest } = row;
  const isUsual = api === defaults.api;
  const ownCompat: Compat | undefined = isUsual ? ownEntries(compat, defaults.compat) : compat;
  const ownHeaders: RowDefaults["headers"] = isUsual
    ? ownEntries(headers, defaults.headers)
    : headers;
  return {
    name,
    ...(!isUsual && { api }),
    ...((!isUsual || baseUrl !== defaults.baseUrl) && { baseUrl }),
    ...rest,
    ...(ownHeaders && { headers: ownHeaders }),
    ...(ownCompat && { compat: ownCompat }),
    ...(asOf && { asOf }),
    ...(source && { source }),
  };
}

function commonest(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return first?.[0] ?? "";
}

/** The entries that every object has with the same value; `undefined` if there are none. */
function sharedEntries(objects: readonly (object | undefined)[]) {
  const [first = {}, ...others] = objects;
  return nonEmpty(
    Object.entries(first).filter((entry) => others.every((other) => has(other, entry))),
  );
}

function ownEntries(own: object | undefined, common: object | undefined) {
  return nonEmpty(Object.entries(own ?? {}).filter((entry) => !has(common, entry)));
}

function nonEmpty<Value>(entries: [string, Value][]): Record<string, Value> | undefined {
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function has(owner: object | undefined, [key, value]: [string, unknown]): boolean {
  const text = JSON.stringify(value);
  return Object.entries(owner ?? {}).some(
    ([name, own]) => name === key && JSON.stringify(own) === text,
  );
}
