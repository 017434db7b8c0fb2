import type { FullRow } from "./convert-row.ts";

/** `corrections.json`: what was decided by hand, with the page or package that supports it. */
export interface Corrections {
  /** When it was decided, as an ISO date. */
  asOf: string;
  /** By provider id. */
  providers: Record<string, ProviderCorrections | undefined>;
}

interface ProviderCorrections {
  rows?: Correction[];
  /** Other names of a model, each with its real id. */
  aliases?: Record<string, string>;
}

interface Correction {
  ids: string[];
  /** Why, for the reader of the file. */
  why: string;
  /** The page or package that says so. */
  source: string;
  /** Fields to replace; `null` removes one. An id that no source lists needs all fields of a row but the name. */
  set: { [Field in keyof FullRow]?: FullRow[Field] | null };
}

/** Applies a provider's corrections, in their order. A row that was not there before carries the correction's source. */
export function correctRows(
  provider: string,
  rows: Map<string, FullRow>,
  { asOf, providers }: Corrections,
): void {
  for (const { ids, set, source } of providers[provider]?.rows ?? []) {
    for (const id of ids) {
      const row = rows.get(id);
      const fields = Object.entries({ name: id, ...row, ...set, ...(!row && { asOf, source }) });
      const corrected = Object.fromEntries(fields.filter(([, value]) => value !== null));
      if (!isComplete(corrected)) {
        throw new Error(
          `corrections.json: "${provider}/${id}" is in no source, and its correction is not a whole row.`,
        );
      }
      rows.set(id, corrected);
    }
  }
}

const requiredFields = [
  "name",
  "api",
  "baseUrl",
  "input",
  "contextWindow",
  "maxTokens",
  "reasoning",
];

function isComplete(row: object): row is FullRow {
  return requiredFields.every((field) => field in row);
}
