import { posix } from "node:path";
import type { AgentTool } from "@argent/agent";
import type { DirectoryEntry, ExecutionEnv } from "@argent/agent/env";
import { locatePath } from "../locate-path.ts";
import { defaultLimits, type OutputLimits } from "../output-limits.ts";
import { orThrow } from "../tool-error.ts";
import { type SearchDetails, searchResult } from "./search-result.ts";

export interface SearchToolOptions {
  env: ExecutionEnv;
  limits?: OutputLimits | undefined;
}

const defaultLimit = 500;

const parameters = {
  type: "object",
  properties: {
    path: { type: "string", description: "Folder; default: the working folder" },
    limit: { type: "integer", minimum: 1, description: `Most entries; default ${defaultLimit}` },
  },
} as const;

/** Lists a folder, hidden entries too. */
export function createLsTool(
  options: SearchToolOptions,
): AgentTool<typeof parameters, SearchDetails> {
  const { env, limits = defaultLimits } = options;
  return {
    name: "ls",
    label: "List folder",
    description:
      "List a folder in alphabetical order, hidden entries too. Folders end with a slash.",
    parameters,
    effect: "read",
    async execute(_id, { path: given = ".", limit = defaultLimit }, signal) {
      const { path } = await locatePath(env, given, signal);
      const entries = orThrow(await env.list(path, signal)).sort((a, b) =>
        compare(a.name.toLowerCase(), b.name.toLowerCase()),
      );
      const shown = entries.slice(0, limit);
      const lines = await Promise.all(shown.map((entry) => lineFor(env, path, entry, signal)));
      const isLimited = entries.length > limit;
      const more = `${limit} entries limit reached. Use limit=${limit * 2} for more`;
      const notices = isLimited ? [more] : [];
      return searchResult(lines, limits, { isLimited, whenEmpty: "(empty directory)", notices });
    },
  };
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
