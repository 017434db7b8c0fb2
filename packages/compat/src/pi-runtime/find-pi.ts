import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { asOriginal } from "../register/original.ts";

/** The scopes that Pi was published under, the later one first. */
export const piScopes = ["@earendil-works", "@mariozechner"] as const;
/** A scope that Pi was published under. */
export type PiScope = (typeof piScopes)[number];

export interface PiPackage {
  scope: PiScope;
  name: string;
  version: string;
  folder: string;
  /** The URL of an entry, `"."` or for example `"./oauth"`; `undefined` when the package has none of that name. */
  entry(path: string): string | undefined;
}

/**
 * The installed package of Pi that a program in one of the folders would import. Both scopes are looked for, unless one
 * is named. `./register` does not touch what is imported through it.
 */
export function findPi(
  name: string,
  folders: readonly string[],
  scope?: PiScope,
): PiPackage | undefined {
  for (const folder of folders.flatMap(withParents)) {
    for (const candidate of scope ? [scope] : piScopes) {
      const found = join(folder, "node_modules", candidate, name);
      if (existsSync(join(found, "package.json"))) return readPackage(candidate, name, found);
    }
  }
  return undefined;
}

function readPackage(scope: PiScope, name: string, link: string): PiPackage {
  const folder = realpathSync(link);
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { version, exports = {}, main = "./dist/index.js" } = manifest;
  return {
    scope,
    name: `${scope}/${name}`,
    version,
    folder,
    entry(path) {
      const target = exports[path] ?? (path === "." ? main : undefined);
      const file = typeof target === "object" ? (target.import ?? target.default) : target;
      return file === undefined ? undefined : asOriginal(pathToFileURL(join(folder, file)).href);
    },
  };
}

interface Manifest {
  version: string;
  main?: string;
  exports?: Record<string, string | { import?: string; default?: string }>;
}

function withParents(folder: string): string[] {
  const folders = [folder];
  for (let parent = dirname(folder); parent !== folders.at(-1); parent = dirname(parent)) {
    folders.push(parent);
  }
  return folders;
}
