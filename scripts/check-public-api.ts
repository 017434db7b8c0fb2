/**
 * The packages as their users see them: every name has a comment that explains it, and no type is one of a vendor. Prints
 * every breach and exits 1 when there is one.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publicApiProblems } from "./public-api-problems.ts";

const root = join(import.meta.dirname, "..");
const packages = ["ai", "agent", "tools", "compat"];

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly "@argent/source": string }>>;
}

const entries = packages.flatMap((name) => {
  const folder = join(root, "packages", name);
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? [] : [join(folder, target["@argent/source"])],
  );
});

const problems = publicApiProblems({
  root,
  entries,
  config: join(root, "tsconfig.base.json"),
  // The facades have Pi's names under Pi's contracts.
  isExempt: (path) => /^packages\/compat\/src\/pi-(ai|agent-core|coding-agent)\//.test(path),
});
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log("Every public name is explained, and none is a vendor's.");
