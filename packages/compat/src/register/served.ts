/** What is done with an import of Pi: a facade answers, or the installed package does, and that is reported. */
export type Serving = { by: "argent"; entry: string } | { by: "pi" };

const facades: Readonly<Record<string, string>> = {
  "pi-ai": "@argent/compat/pi-ai/any-version",
  // From 0.80 on the functions of 0.73.1's root are found there.
  "pi-ai/compat": "@argent/compat/pi-ai/any-version",
  // The wire protocols that Argent speaks. The root of the facade has what hosts import from them.
  "pi-ai/anthropic": "@argent/compat/pi-ai",
  "pi-ai/google": "@argent/compat/pi-ai",
  "pi-ai/openai-completions": "@argent/compat/pi-ai",
  "pi-ai/openai-responses": "@argent/compat/pi-ai",
  "pi-ai/oauth": "@argent/compat/pi-ai/oauth",
  "pi-ai/bedrock-provider": "@argent/compat/pi-ai/bedrock-provider",
  "pi-agent-core": "@argent/compat/pi-agent-core",
  "pi-coding-agent": "@argent/compat/pi-coding-agent",
};

/** A package of Pi under one of its scopes, or what lies in it; `path` is for example `pi-ai/oauth`. */
const piSpecifier = /^@(?:mariozechner|earendil-works)\/(?<path>pi-[\w.-]+(?:\/.+)?)$/;

/** Who answers for a specifier; `undefined`: it has nothing to do with Pi. */
export function servingOf(specifier: string): Serving | undefined {
  const path = piSpecifier.exec(specifier)?.groups?.path;
  if (path === undefined) return undefined;
  const entry = Object.hasOwn(facades, path) ? facades[path] : undefined;
  return entry === undefined ? { by: "pi" } : { by: "argent", entry };
}

const installedPackage =
  /\/node_modules\/(?<name>@(?:mariozechner|earendil-works)\/pi-[\w.-]+)\/(?<file>[^?#]*)/;

export interface PackageFile {
  name: string;
  /** Below the folder. */
  file: string;
  /** A URL that ends in a slash. */
  folder: string;
}

/** The package of Pi that an installed file belongs to; `undefined` for every other file. */
export function packageOfFile(url: string): PackageFile | undefined {
  // The last one: package managers nest their folders.
  const start = url.lastIndexOf("/node_modules/");
  const found = start < 0 ? undefined : installedPackage.exec(url.slice(start))?.groups;
  const { name, file } = found ?? {};
  if (name === undefined || file === undefined) return undefined;
  return { name, file, folder: `${url.slice(0, start)}/node_modules/${name}/` };
}
