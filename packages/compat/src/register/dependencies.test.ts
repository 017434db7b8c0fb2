import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

interface Manifest {
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

test("installing @argent/compat brings no package of Pi's", () => {
  const packages = join(import.meta.dirname, "../../..");
  const named = ["ai", "agent", "tools", "compat"].flatMap((name) => {
    const manifest: Manifest = JSON.parse(
      readFileSync(join(packages, name, "package.json"), "utf8"),
    );
    const { dependencies, peerDependencies, optionalDependencies } = manifest;
    return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
  });
  expect(named).toContain("typebox");
  expect(named.filter((name) => /^@(mariozechner|earendil-works)\//.test(name))).toEqual([]);
});
