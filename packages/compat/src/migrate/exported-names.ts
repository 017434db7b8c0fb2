import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";

/** What stands in for Pi's terminal, modes and extensions only lets a program load: whoever names it needs Pi's. */
const standIns = /\/out-of-scope\/(modes|terminal|types)\.[jt]s$/;

/** The names that a facade's entry has something behind, types among them, read from its declarations. */
export function exportedNames(url: string): ReadonlySet<string> {
  const names = new Set<string>();
  collect(fileURLToPath(url), names, new Set());
  return names;
}

function collect(path: string, names: Set<string>, seen: Set<string>): void {
  const file = declarationsOf(path);
  if (seen.has(file)) return;
  seen.add(file);
  const { module } = parseSync(file, readFileSync(file, "utf8"));
  for (const { entries } of module.staticExports) {
    for (const { exportName, moduleRequest } of entries) {
      if (standIns.test(moduleRequest?.value ?? "")) continue;
      if (exportName.name !== null) names.add(exportName.name);
      else if (moduleRequest?.value.startsWith("."))
        collect(fileURLToPath(new URL(moduleRequest.value, `file://${file}`)), names, seen);
    }
  }
}

/** The published package has declarations beside its code; in the repository the source is both. */
function declarationsOf(path: string): string {
  const declarations = path.replace(/\.js$/, ".d.ts");
  return existsSync(declarations) ? declarations : path.replace(/\.d\.ts$/, ".ts");
}
