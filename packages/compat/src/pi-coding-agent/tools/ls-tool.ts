import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { AgentTool } from "../../pi-agent-core/types.ts";
import { resolveToCwd } from "./local-path.ts";
import { listResult, type SearchDetails } from "./search-details.ts";
import { type ToolDefinition, toAgentTool } from "./tool-definition.ts";
import { untilAborted } from "./until-aborted.ts";

export interface LsToolInput {
  path?: string | undefined;
  limit?: number | undefined;
}

export interface LsToolDetails extends SearchDetails {
  entryLimitReached?: number | undefined;
}

/** Where the tool looks. Paths are absolute; failures are thrown. */
export interface LsOperations {
  exists: (absolutePath: string) => Promise<boolean> | boolean;
  /** Follows links. */
  stat: (
    absolutePath: string,
  ) => Promise<{ isDirectory: () => boolean }> | { isDirectory: () => boolean };
  readdir: (absolutePath: string) => Promise<string[]> | string[];
}

export interface LsToolOptions {
  /** Default: this machine. */
  operations?: LsOperations | undefined;
}

const defaultLimit = 500;

const parameters = {
  type: "object",
  properties: {
    path: { type: "string", description: "Folder; default: the working folder" },
    limit: { type: "number", description: `Most entries; default ${defaultLimit}` },
  },
} as const;

const localFolders: LsOperations = {
  exists: existsSync,
  stat: (path) => stat(path),
  readdir: (path) => readdir(path),
};

export function createLsToolDefinition(
  cwd: string,
  { operations = localFolders }: LsToolOptions = {},
): ToolDefinition<typeof parameters, LsToolDetails | undefined> {
  return {
    name: "ls",
    label: "ls",
    description: `List a folder in alphabetical order, hidden entries too. Folders end with a slash. At most ${defaultLimit} entries unless limit says otherwise.`,
    promptSnippet: "List a folder",
    parameters,
    execute(_toolCallId, params, signal) {
      return untilAborted(signal, async () => {
        const path = resolveToCwd(params.path || ".", cwd);
        if (!(await operations.exists(path))) throw new Error(`Path not found: ${path}`);
        if (!(await operations.stat(path)).isDirectory()) {
          throw new Error(`Not a directory: ${path}`);
        }
        return listing(operations, path, params.limit ?? defaultLimit);
      });
    },
  };
}

export function createLsTool(
  cwd: string,
  options?: LsToolOptions,
): AgentTool<typeof parameters, LsToolDetails | undefined> {
  return toAgentTool(createLsToolDefinition(cwd, options));
}

async function listing(operations: LsOperations, path: string, limit: number) {
  const names = [...(await namesIn(operations, path))].sort((a, b) =>
    a.toLowerCase().localeCompare(b.toLowerCase()),
  );
  const lines: string[] = [];
  let isLimited = false;
  for (const name of names) {
    isLimited = lines.length >= limit;
    if (isLimited) break;
    const line = await lineFor(operations, path, name);
    if (line !== undefined) lines.push(line);
  }
  if (lines.length === 0) {
    return { content: [{ type: "text" as const, text: "(empty directory)" }], details: undefined };
  }
  return listResult<LsToolDetails>(
    lines,
    isLimited ? [`${limit} entries limit reached. Use limit=${limit * 2} for more`] : [],
    isLimited ? { entryLimitReached: limit } : {},
  );
}

async function namesIn(operations: LsOperations, path: string): Promise<string[]> {
  try {
    return await operations.readdir(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot read directory: ${reason}`, { cause });
  }
}

async function lineFor(operations: LsOperations, folder: string, name: string) {
  try {
    const entry = await operations.stat(join(folder, name));
    return entry.isDirectory() ? `${name}/` : name;
  } catch {
    return undefined; // a link that leads nowhere is not listed, as in Pi
  }
}
