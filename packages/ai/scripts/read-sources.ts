import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Source } from "./build-catalogue.ts";
import { isRecord, sourceRows } from "./source-row.ts";

/** Both are MIT-licensed; only data is taken from them. */
export const sourcePackage = "@earendil-works/pi-ai@1.5.2";
/** The release that embedding programs are pinned to; it lists models that the newest one dropped. */
export const earlierPackage = "@mariozechner/pi-ai@0.73.1";

/** Reads the newest catalogue: a JSON file a provider, grouped by protocol. */
export function readSource(folder: string): Source {
  const data = join(folder, "dist", "providers", "data");
  const manifest = readRecord(join(data, ".manifest.json"));
  const files = readdirSync(data).filter((name) => /^[^.].*\.json$/.test(name));
  return {
    name: sourcePackage,
    asOf: String(manifest.generatedAt).slice(0, 10),
    rows: Object.fromEntries(
      files.map((name) => [
        name.slice(0, -".json".length),
        sourceRows(Object.values(readRecord(join(data, name))).flatMap(valuesOf)),
      ]),
    ),
  };
}

/** Reads the earlier catalogue: one module with all providers. */
export async function readEarlierSource(folder: string): Promise<Source> {
  const file = join(folder, "dist", "models.generated.js");
  const { MODELS }: { MODELS: unknown } = await import(pathToFileURL(file).href);
  return {
    name: earlierPackage,
    asOf: "2026-05-08",
    rows: Object.fromEntries(
      Object.entries(isRecord(MODELS) ? MODELS : {}).map(([provider, rows]) => [
        provider,
        sourceRows(valuesOf(rows)),
      ]),
    ),
  };
}

function readRecord(file: string): Record<string, unknown> {
  const value: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (isRecord(value)) return value;
  throw new Error(`${file} holds no object. Did the source package change its layout?`);
}

function valuesOf(value: unknown): unknown[] {
  return isRecord(value) ? Object.values(value) : [];
}
