import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { resolve } = createRequire(
  new URL("../../../packages/compat/package.json", import.meta.url),
);

/** Imports a module that the compat package finds: a facade of its own, or TypeBox. */
export default async function importFromCompat({ specifier }) {
  await import(pathToFileURL(resolve(specifier)).href);
}
