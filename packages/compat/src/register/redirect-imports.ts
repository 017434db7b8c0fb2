import { readFileSync } from "node:fs";
import module from "node:module";
import { isAbsolute } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { asOriginal, isOriginal } from "./original.ts";
import { type PackageFile, packageOfFile, servingOf } from "./served.ts";

export interface RedirectImportsOptions {
  /** Told once of each import that goes to the installed Pi. */
  onPassed: (specifier: string) => void;
  /** Where the entries of this package lie; throws for an entry that there is not. */
  resolveEntry: (entry: string) => string;
}

/**
 * Sends imports of Pi to the facades, for `import`, `require` and `import.meta.resolve` alike. A package of Pi's that
 * names itself means itself. Loaders that resolve a package by themselves and then ask for its file (jiti, vitest) are
 * answered in the same way as if they had asked for the package.
 */
export function redirectImports({ onPassed, resolveEntry }: RedirectImportsOptions): void {
  const passed = new Set<string>();
  const urls = new Map<string, string | undefined>();
  /** The folders of Pi's packages that run as themselves here, for example because they are the program. */
  const running = new Set<string>();

  function pass(specifier: string): undefined {
    if (!passed.has(specifier)) onPassed(specifier);
    passed.add(specifier);
  }

  function facadeOf(specifier: string): string | undefined {
    const serving = servingOf(specifier);
    if (serving?.by === "argent") {
      if (!urls.has(serving.entry))
        urls.set(
          serving.entry,
          tryTo(() => resolveEntry(serving.entry)),
        );
      const url = urls.get(serving.entry);
      if (url !== undefined) return url;
    }
    return serving && pass(specifier);
  }

  module.registerHooks({
    resolve(specifier, context, nextResolve) {
      const { parentURL } = context;
      if (isOriginal(parentURL)) return keepOriginal(nextResolve(specifier, context));
      const named = isOriginal(specifier) ? undefined : nameOf(specifier, running);
      const url = named === undefined || isWithin(parentURL, named) ? undefined : facadeOf(named);
      if (url !== undefined) return { url, shortCircuit: true };
      const resolved = nextResolve(specifier, context);
      const owner = packageOfFile(resolved.url);
      if (owner) running.add(owner.folder);
      return resolved;
    },
  });
}

/** The specifier of Pi that is asked for, by its name or by its file; `undefined` when it is something else. */
function nameOf(specifier: string, running: ReadonlySet<string>): string | undefined {
  if (servingOf(specifier)) return specifier;
  const isUrl = specifier.startsWith("file:");
  if (!isUrl && !isAbsolute(specifier)) return undefined;
  const owner = packageOfFile(isUrl ? specifier : pathToFileURL(specifier).href);
  return owner === undefined || running.has(owner.folder) ? undefined : entryOfFile(owner);
}

/** The name under which an installed file is an entry of its package; other files are nobody's business. */
function entryOfFile(owner: PackageFile): string | undefined {
  const { exports = {}, main } = readManifest(owner.folder);
  for (const [path, target] of Object.entries(exports)) {
    const file = typeof target === "string" ? target : (target.import ?? target.default);
    if (file === `./${owner.file}`) return owner.name + path.slice(1);
  }
  return main?.replace(/^\.\//, "") === owner.file ? owner.name : undefined;
}

interface Manifest {
  main?: string;
  exports?: Record<string, string | { import?: string; default?: string }>;
}

function readManifest(folder: string): Manifest {
  return (
    tryTo(() => JSON.parse(readFileSync(fileURLToPath(`${folder}package.json`), "utf8"))) ?? {}
  );
}

/** Whether an import comes from the package itself that it names. */
function isWithin(parentURL: string | undefined, specifier: string): boolean {
  const owner = parentURL === undefined ? undefined : packageOfFile(parentURL);
  return (
    owner !== undefined && (specifier === owner.name || specifier.startsWith(`${owner.name}/`))
  );
}

function keepOriginal<Resolved extends { url: string }>(resolved: Resolved): Resolved {
  if (packageOfFile(resolved.url) === undefined) return resolved;
  return { ...resolved, url: asOriginal(resolved.url) };
}

function tryTo<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined; // what cannot be read or resolved is not served
  }
}
