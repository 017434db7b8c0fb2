// Prints where our prices and ids differ from a second source. Run: `node packages/ai/scripts/models-drift.ts`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listModels } from "../src/models/list-models.ts";
import { comparePrices } from "./compare-prices.ts";
import { formatDrift } from "./format-drift.ts";
import { readReferencePrices, referencePackage } from "./reference-prices.ts";
import { unpackPackage } from "./unpack-package.ts";

const folder = mkdtempSync(join(tmpdir(), "argent-models-"));
try {
  const prices = await readReferencePrices(unpackPackage(referencePackage, folder), new Date());
  console.log(`Our models against ${referencePackage}:`);
  console.log(formatDrift(comparePrices(listModels(), prices)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
