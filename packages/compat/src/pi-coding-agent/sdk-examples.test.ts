import { execFile } from "node:child_process";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { workspace } from "../../test/coding-agent/workspace.ts";
import { hasPi, piFolder } from "../../test/kit.ts";

const compat = join(import.meta.dirname, "../..");
const root = join(compat, "../..");

describe.runIf(hasPi)("the programs that Pi 0.73.1 shows for its SDK", () => {
  test("compile against the facades", async () => {
    using folder = workspace({
      "package.json": JSON.stringify({ type: "module" }),
      "tsconfig.json": JSON.stringify({
        extends: join(root, "tsconfig.base.json"),
        compilerOptions: {
          noEmit: true,
          // Pi's own settings are not as strict.
          exactOptionalPropertyTypes: false,
          noUncheckedIndexedAccess: false,
          noUnusedLocals: false,
          noUnusedParameters: false,
          allowImportingTsExtensions: true,
          customConditions: ["@argent/source"],
          typeRoots: [join(root, "node_modules/@types")],
          paths: {
            "@mariozechner/*": [join(compat, "src/*/index.ts")],
            typebox: [join(compat, "node_modules/typebox")],
          },
        },
        include: ["sdk/*.ts"],
      }),
    });
    cpSync(join(piFolder, "pi-coding-agent/examples/sdk"), folder.at("sdk"), { recursive: true });
    expect(readdirSync(folder.at("sdk")).length).toBeGreaterThan(10);
    const tsc = join(root, "node_modules/.bin/tsc");
    const { stdout } = await promisify(execFile)(tsc, ["-p", folder.path]).catch((cause) => cause);
    expect(stdout).toBe("");
  });
});
