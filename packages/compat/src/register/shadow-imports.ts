import module from "node:module";
import { isOriginal } from "./original.ts";
import { packageOfFile } from "./served.ts";

const scheme = "argent-shadow:";
/** The entries of pi-ai that answer. */
const shadowedEntry = /^@(?:mariozechner|earendil-works)\/pi-ai(?:\/compat)?$/;

/**
 * Leaves Pi in force, and puts a comparison around the functions of pi-ai that ask a model. `comparison` is the URL of
 * the module that makes it.
 */
export function shadowImports(comparison: string): void {
  module.registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const { parentURL = "" } = context;
      const isOwn = packageOfFile(parentURL)?.name === packageOfFile(resolved.url)?.name;
      if (!shadowedEntry.test(specifier) || isOwn || isOriginal(parentURL)) return resolved;
      return { url: scheme + resolved.url, format: "module", shortCircuit: true };
    },
    load(url, context, nextLoad) {
      if (!url.startsWith(scheme)) return nextLoad(url, context);
      const source = shadowModule(url.slice(scheme.length), comparison);
      return { source, format: "module", shortCircuit: true };
    },
  });
}

/** What is exported here goes before what the real module exports under the same name. */
function shadowModule(real: string, comparison: string): string {
  return `
    import * as real from ${JSON.stringify(real)};
    import { shadowed, shadowedRaw } from ${JSON.stringify(comparison)};
    export * from ${JSON.stringify(real)};
    export const stream = shadowedRaw(real.stream);
    export const streamSimple = shadowed(real.streamSimple);
    export const complete = (...request) => stream(...request).result();
    export const completeSimple = (...request) => streamSimple(...request).result();
  `;
}
