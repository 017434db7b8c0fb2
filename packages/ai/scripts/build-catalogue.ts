import type { ModelFile } from "../src/models/model-file.ts";
import { builtInVendors } from "../src/vendors.ts";
import type { Vendor } from "../src/wire/vendor.ts";
import type { PlannedProvider } from "./catalogue-plan.ts";
import { compactFile } from "./compact-file.ts";
import { convertRow, type FullRow } from "./convert-row.ts";
import { type Corrections, correctRows } from "./correct-rows.ts";
import type { SourceRow } from "./source-row.ts";

/** The rows of a source package, by its provider ids. */
export interface Source {
  /** Package and version. */
  name: string;
  /** When it was published, as an ISO date. */
  asOf: string;
  rows: Readonly<Record<string, readonly SourceRow[] | undefined>>;
}

interface Catalogue {
  /** One file a provider, in the plan's order. */
  files: ModelFile[];
  /** The providers that are not built in. */
  vendors: Record<string, Vendor>;
}

/** Pure: the same plan, sources and corrections give the same catalogue. */
export function buildCatalogue(
  plan: readonly PlannedProvider[],
  source: Source,
  earlier: Source,
  corrections: Corrections,
): Catalogue {
  const finished = new Map<string, Map<string, FullRow>>();
  const catalogue: Catalogue = { files: [], vendors: {} };
  for (const planned of plan) {
    const rows = plannedRows(planned, source, earlier, finished);
    correctRows(planned.id, rows, corrections);
    if (rows.size === 0) throw new Error(`No models were found for "${planned.id}".`);
    finished.set(planned.id, rows);

    const file = compactFile({
      provider: { id: planned.id, name: vendorName(planned) },
      asOf: source.asOf,
      source: source.name,
      aliases: corrections.providers[planned.copyOf ?? planned.id]?.aliases,
      rows,
    });
    catalogue.files.push(file);
    if (planned.vendor) {
      catalogue.vendors[planned.id] = catalogueVendor(planned, planned.vendor, file, rows);
    }
  }
  return catalogue;
}

function plannedRows(
  planned: PlannedProvider,
  source: Source,
  earlier: Source,
  finished: ReadonlyMap<string, ReadonlyMap<string, FullRow>>,
): Map<string, FullRow> {
  const rows = new Map<string, FullRow>();
  if (planned.copyOf) {
    for (const [id, row] of finished.get(planned.copyOf) ?? []) {
      if (!planned.without?.includes(id)) rows.set(id, adapted(row, planned));
    }
    return rows;
  }
  for (const row of source.rows[planned.id] ?? [])
    rows.set(row.id, adapted(convertRow(row), planned));
  if (planned.keepsEarlier) {
    for (const row of earlier.rows[planned.id] ?? []) {
      if (rows.has(row.id)) continue;
      const own = { asOf: earlier.asOf, source: earlier.name };
      rows.set(row.id, { ...adapted(convertRow(row), planned), ...own });
    }
  }
  return rows;
}

function adapted(row: FullRow, planned: PlannedProvider): FullRow {
  return {
    ...row,
    ...(planned.api && { api: planned.api }),
    ...(planned.baseUrl && { baseUrl: planned.baseUrl }),
    ...(planned.compat && { compat: { ...planned.compat, ...row.compat } }),
  };
}

function vendorName(planned: PlannedProvider): string {
  const name =
    planned.vendor?.name ?? builtInVendors.find((vendor) => vendor.id === planned.id)?.name;
  if (name === undefined) {
    throw new Error(`"${planned.id}" is neither built in nor has a vendor in the plan.`);
  }
  return name;
}

/** Where a catalogue provider is and what it speaks is what its rows say, the usual first. */
function catalogueVendor(
  planned: PlannedProvider,
  { name, keyNames }: { name: string; keyNames: string[] },
  { defaults }: ModelFile,
  rows: ReadonlyMap<string, FullRow>,
): Vendor {
  const all = [...rows.values()];
  const compat = { ...planned.compat, ...defaults.compat };
  return {
    id: planned.id,
    name,
    apis: [...new Set([defaults.api, ...all.map((row) => row.api).sort()])],
    baseUrls: [...new Set([defaults.baseUrl, ...all.map((row) => row.baseUrl).sort()])],
    keyNames,
    ...(Object.keys(compat).length > 0 && { compat }),
  };
}
