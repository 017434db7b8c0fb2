/**
 * Builds the package in the current folder: declarations by tsc, one file for each entry by rolldown, and chunks for
 * what entries share. A module costs Node about half a millisecond to load, so fewer files start faster; the source
 * maps lead back to `src`, which is published beside `dist`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync, rmSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { rolldown } from "rolldown";

interface Manifest {
  exports?: Record<string, string | { "@argent/source"?: string }>;
  bin?: Record<string, string>;
}

const manifest: Manifest = JSON.parse(readFileSync("package.json", "utf8"));
rmSync("dist", { recursive: true, force: true });
execFileSync("tsc", ["--emitDeclarationOnly"], { stdio: "inherit" });
removeUnreachedDeclarations();
const bundle = await rolldown({
  input: entries(manifest),
  external: (id) => !id.startsWith(".") && !isAbsolute(id),
  platform: "node",
});
await bundle.write({
  dir: "dist",
  format: "esm",
  sourcemap: true,
  entryFileNames: "[name].js",
  chunkFileNames: ({ facadeModuleId }) =>
    `chunks/${facadeModuleId ? nameOf(facadeModuleId) : "[name]"}.js`,
});
await bundle.close();

/** A module that is imported when it is needed keeps its path. */
function nameOf(module: string): string {
  return relative("src", module).replace(/\.ts$/, "");
}

/** Declarations that no entry leads to are of no use to anybody. */
function removeUnreachedDeclarations(): void {
  const reached = new Set(
    Object.keys(entries(manifest)).map((name) => join("dist", `${name}.d.ts`)),
  );
  for (const file of reached) {
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(
      /["'](\.{1,2}\/[^"']+)\.ts["']/g,
    )) {
      const target = join(dirname(file), `${path}.d.ts`);
      if (existsSync(target)) reached.add(target);
    }
  }
  for (const file of globSync("dist/**/*.d.ts")) if (!reached.has(file)) rmSync(file);
}

/** `providers/anthropic` → `./src/providers/anthropic.ts`, for every export and program. */
function entries({ exports = {}, bin = {} }: Manifest): Record<string, string> {
  const sources = Object.values(exports).flatMap((target) =>
    typeof target === "string" ? [] : (target["@argent/source"] ?? []),
  );
  const programs = Object.values(bin).map((path) =>
    path.replace("./dist/", "./src/").replace(/\.js$/, ".ts"),
  );
  return Object.fromEntries(
    [...sources, ...programs].map((path) => [
      path.replace("./src/", "").replace(/\.ts$/, ""),
      path,
    ]),
  );
}
