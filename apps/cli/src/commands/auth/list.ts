import { keyNamesFor, preferredModels } from "@argent/ai";
import { keyFile, keyIn, readKeys } from "@argent/tools/app";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { table } from "../../view/table.ts";

interface KnownKey {
  provider: string;
  /** Where its key comes from; absent when there is none. */
  source?: string;
  /** The end of the key, to tell two of them apart. */
  ending?: string;
  variables: string[];
}

export async function authListCommand(options: { json?: boolean }): Promise<number> {
  const file = keyFile(ambient());
  const keys = await readKeys(file);
  const providers = new Set([
    ...preferredModels.map(([provider]) => provider),
    ...Object.keys(keys),
  ]);
  const known = [...providers].map((provider): KnownKey => {
    const variables = keyNamesFor(provider);
    const stored = keyIn(keys, provider);
    if (stored !== undefined) return { provider, source: file, ending: endOf(stored), variables };
    const variable = variables.find((name) => process.env[name]?.trim());
    const value = variable === undefined ? undefined : process.env[variable]?.trim();
    if (variable === undefined || value === undefined) return { provider, variables };
    return { provider, source: variable, ending: endOf(value), variables };
  });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(known, null, 2)}\n`);
    return exitCode.done;
  }
  const rows = known.map(({ provider, source, ending, variables }) => [
    provider,
    ending ?? "–",
    source ?? `set ${variables[0]}, or: argent auth set ${provider}`,
  ]);
  process.stdout.write(`${table([["PROVIDER", "KEY", "FROM"], ...rows]).join("\n")}\n`);
  return exitCode.done;
}

/** Nothing of a key that is short. */
function endOf(key: string): string {
  return key.length < 16 ? "…" : `…${key.slice(-4)}`;
}
