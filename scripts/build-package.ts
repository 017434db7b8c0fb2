/**
 * Builds the package in the current folder: declarations by tsc, one file for each entry by rolldown, and chunks for
 * what entries share. A module costs Node about half a millisecond to load, so fewer files start faster; the source
 * maps lead back to `src`, which is published beside `dist`.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { rolldown } from "rolldown";

interface Manifest {
  exports?: Record<string, string | { "@argent/source"?: string }>;
  bin?: Record<string, string>;
}

const manifest: Manifest = JSON.parse(readFileSync("package.json", "utf8"));
rmSync("dist", { recursive: true, force: true });
execFileSync("tsc", ["--emitDeclarationOnly"], { stdio: "inherit" });
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
