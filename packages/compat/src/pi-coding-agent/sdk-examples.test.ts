import { execFile } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { workspace } from "../../test/coding-agent/workspace.ts";
import { hasPi, piFolder } from "../../test/kit.ts";

const compat = join(import.meta.dirname, "../..");
const root = join(compat, "../..");

/** Every name that a declaration file exports, and those that it passes on. */
function exportedNames(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const passedOn = [...text.matchAll(/export \* from "(.+)\.js"/g)].flatMap(([, path]) =>
    exportedNames(join(dirname(file), `${path}.d.ts`)),
  );
  const listed = [...text.matchAll(/export (?:type )?\{([^}]+)\}/g)].flatMap(([, list = ""]) =>
    list.split(",").map((name) => name.trim().replace(/^type |.* as /g, "")),
  );
  const declared = [
    ...text.matchAll(/export (?:declare )?(?:type|interface|class|function|const) (\w+)/g),
  ].map(([, name = ""]) => name);
  return [...new Set([...passedOn, ...listed, ...declared])].filter(Boolean);
}

describe.runIf(hasPi)("what Pi 0.73.1 shows and declares", () => {
  test("the programs of its SDK compile against the facades, and every name is there as a type", async () => {
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
    for (const name of ["pi-ai", "pi-agent-core", "pi-coding-agent"]) {
      const names = exportedNames(join(piFolder, name, "dist/index.d.ts"));
      expect(names.length).toBeGreaterThan(20);
      const lines = names.map(
        (each, index) => `import type { ${each} as T${index} } from "@mariozechner/${name}";`,
      );
      writeFileSync(folder.at(`sdk/names-of-${name}.ts`), lines.join("\n"));
    }
    const tsc = join(root, "node_modules/.bin/tsc");
    const { stdout } = await promisify(execFile)(tsc, ["-p", folder.path]).catch((cause) => cause);
    expect(stdout).toBe("");
  });
});
