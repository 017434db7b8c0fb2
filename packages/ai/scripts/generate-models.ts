// Writes `models/*.json` from the published catalogues and `corrections.json`. Run: `pnpm models`.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCatalogue } from "./build-catalogue.ts";
import { cataloguePlan } from "./catalogue-plan.ts";
import type { Corrections } from "./correct-rows.ts";
import { formatModelFile, formatRecord } from "./format-model-file.ts";
import { earlierPackage, readEarlierSource, readSource, sourcePackage } from "./read-sources.ts";
import { unpackPackage } from "./unpack-package.ts";

const folder = mkdtempSync(join(tmpdir(), "argent-models-"));
try {
  const source = readSource(unpackPackage(sourcePackage, folder));
  const earlier = await readEarlierSource(unpackPackage(earlierPackage, folder));
  const corrections: Corrections = JSON.parse(
    readFileSync(join(import.meta.dirname, "corrections.json"), "utf8"),
  );
  const { files, vendors } = buildCatalogue(cataloguePlan, source, earlier, corrections);

  const models = join(import.meta.dirname, "..", "models");
  for (const name of readdirSync(models)) {
    if (name.endsWith(".json")) rmSync(join(models, name));
  }
  for (const file of files) {
    writeFileSync(join(models, `${file.provider.id}.json`), formatModelFile(file));
  }
  writeFileSync(join(models, "providers.json"), formatRecord(vendors));

  const count = files.reduce((sum, file) => sum + Object.keys(file.models).length, 0);
  console.log(`${count} models of ${files.length} providers, as of ${source.asOf}.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
