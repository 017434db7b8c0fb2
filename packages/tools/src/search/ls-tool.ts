import { posix } from "node:path";
import type { AgentTool } from "@argent/agent";
import type { DirectoryEntry, ExecutionEnv } from "@argent/agent/env";
import { foundAt } from "../found-at.ts";
import { locatePath } from "../locate-path.ts";
import { defaultLimits, type OutputLimits } from "../output-limits.ts";
import { orThrow } from "../tool-error.ts";
import { type SearchDetails, searchResult } from "./search-result.ts";
import { ignoredIn } from "./walk.ts";

/** Where is looked, and how much is shown. */
export interface SearchToolOptions {
  env: ExecutionEnv;
  /** Of these only `bytes` counts. Default 50 KB. */
  limits?: OutputLimits | undefined;
}

const defaultLimit = 500;
/** Of the entries that are left out, so many are named. */
const namedIgnored = 10;

const parameters = {
  type: "object",
  properties: {
    path: { type: "string", description: "Folder; default: the working folder" },
    limit: { type: "integer", minimum: 1, description: `Most entries; default ${defaultLimit}` },
    all: { type: "boolean", description: "Also what .gitignore names; default: false" },
  },
} as const;

/** Lists a folder, hidden entries too, without what git ignores. */
export function createLsTool(
  options: SearchToolOptions,
): AgentTool<typeof parameters, SearchDetails> {
  const { env, limits = defaultLimits } = options;
  return {
    name: "ls",
    label: "List folder",
    description:
      "List a folder in alphabetical order, hidden entries too. Folders end with a slash. Leaves out what .gitignore says, unless all is set.",
    parameters,
    effect: "read",
    async execute(_id, { path: given = ".", limit = defaultLimit, all = false }, signal) {
      const located = await locatePath(env, given, signal);
      await foundAt(env, located, signal);
      const { path } = located;
      const entries = orThrow(await env.list(path, signal)).sort((a, b) =>
        compare(a.name.toLowerCase(), b.name.toLowerCase()),
      );
      const isIgnored = all ? () => false : await ignoredIn(env, path, signal);
      const { kept = [], ignored = [] } = Object.groupBy(entries, (entry) =>
        isIgnored(entry) ? "ignored" : "kept",
      );
      const shown = kept.slice(0, limit);
      const lines = await Promise.all(shown.map((entry) => lineFor(env, path, entry, signal)));
      const isLimited = kept.length > limit;
      const notices = [
        isLimited && `${limit} entries limit reached. Use limit=${limit * 2} for more`,
        ignored.length > 0 && leftOut(ignored),
      ].filter((notice) => notice !== false);
      return searchResult(lines, limits, { isLimited, whenEmpty: "(empty directory)", notices });
    },
  };
}

function leftOut(ignored: readonly DirectoryEntry[]): string {
  const names = ignored
    .slice(0, namedIgnored)
    .map(({ name, kind }) => (kind === "directory" ? `${name}/` : name));
  const more = ignored.length > names.length ? ", …" : "";
  return `${ignored.length} ignored by git are left out: ${names.join(", ")}${more}. Use all=true to list them`;
}

async function lineFor(
  env: ExecutionEnv,
  folder: string,
  entry: DirectoryEntry,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (entry.kind === "directory") return `${entry.name}/`;
  if (entry.kind !== "symlink") return entry.name;
  const target = await env.stat(posix.join(folder, entry.name), signal);
  return target.ok && target.value.kind === "directory" ? `${entry.name}/` : entry.name;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
