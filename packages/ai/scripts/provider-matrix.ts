// Runs the conformance suite and writes `docs/providers.md` from what it says. Run: `pnpm matrix`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatMatrix } from "./format-matrix.ts";
import { readTestReport } from "./read-test-report.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const folder = mkdtempSync(join(tmpdir(), "argent-matrix-"));
try {
  const report = join(folder, "report.json");
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const suite = "packages/ai/src/conformance";
  const run = spawnSync(
    process.execPath,
    [vitest, "run", suite, "--reporter=json", `--outputFile=${report}`],
    { cwd: root, stdio: ["ignore", "ignore", "inherit"] },
  );
  const outcomes = readTestReport(JSON.parse(readFileSync(report, "utf8")));
  writeFileSync(join(root, "docs", "providers.md"), formatMatrix(outcomes));
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  console.log(`docs/providers.md: ${passed} of ${outcomes.length} tests passed.`);
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
