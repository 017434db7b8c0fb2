import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempDisposableSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { hasPi, piFolder } from "../../test/kit.ts";
import { runMigrate } from "./index.ts";

const packageFolder = join(import.meta.dirname, "..", "..");
const compiler = join(packageFolder, "..", "..", "node_modules", ".bin", "tsc");

/** As strict as a host that is strict; the rest is about the host's own code. */
const configuration = {
  extends: join(packageFolder, "..", "..", "tsconfig.base.json"),
  compilerOptions: {
    noEmit: true,
    customConditions: ["@argent/source"],
    exactOptionalPropertyTypes: false,
    noUncheckedIndexedAccess: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
  },
  include: ["**/*.ts"],
};

/** The programs that Pi publishes to show how its SDK is embedded. */
test.runIf(hasPi)(
  "the published programs for Pi's SDK are rewritten as a whole, and type-check",
  async () => {
    const cache = join(packageFolder, "node_modules", ".cache");
    mkdirSync(cache, { recursive: true });
    // Below this package, so that its own name is found from there.
    using folder = mkdtempDisposableSync(join(cache, "migrated-"));
    cpSync(join(piFolder, "pi-coding-agent", "examples", "sdk"), folder.path, { recursive: true });
    writeFileSync(join(folder.path, "tsconfig.json"), JSON.stringify(configuration));
    let report = "";
    const code = await runMigrate([folder.path, "--write", "--json"], {
      out: (text) => (report += text),
      error: (text) => expect.fail(text),
    });
    expect({ code, ...JSON.parse(report) }).toMatchObject({
      code: 0,
      found: 15,
      rewritten: 15,
      left: 0,
    });
    const problems = await promisify(execFile)(compiler, ["-p", folder.path]).then(
      () => "",
      ({ stdout }) => stdout,
    );
    expect(problems).toBe("");
  },
);
