import { existsSync } from "node:fs";
import { relative, sep } from "node:path";
import type { AgentTool } from "../../pi-agent-core/types.ts";
import { hostEnv } from "./host-env.ts";
import { resolveToCwd } from "./local-path.ts";
import { listResult, type SearchDetails, textOfResult } from "./search-details.ts";
import { type ToolDefinition, toAgentTool } from "./tool-definition.ts";
import { untilAborted } from "./until-aborted.ts";

export interface FindToolInput {
  pattern: string;
  path?: string | undefined;
  limit?: number | undefined;
}

export interface FindToolDetails extends SearchDetails {
  resultLimitReached?: number | undefined;
}

/** Where the tool looks. Paths are absolute. */
export interface FindOperations {
  exists: (absolutePath: string) => Promise<boolean> | boolean;
  glob: (
    pattern: string,
    cwd: string,
    options: { ignore: string[]; limit: number },
  ) => Promise<string[]> | string[];
}

export interface FindToolOptions {
  /** Default: this machine. */
  operations?: FindOperations | undefined;
}

const defaultLimit = 1000;

const parameters = {
  type: "object",
  properties: {
    pattern: { type: "string", description: "Glob such as '*.ts' or 'src/**/*.test.ts'" },
    path: { type: "string", description: "Folder to search; default: the working folder" },
    limit: { type: "number", description: `Most results; default ${defaultLimit}` },
  },
  required: ["pattern"],
} as const;

export function createFindToolDefinition(
  cwd: string,
  { operations }: FindToolOptions = {},
): ToolDefinition<typeof parameters, FindToolDetails | undefined> {
  return {
    name: "find",
    label: "find",
    description: `Find files and folders by a glob. Paths are relative to the folder searched. Leaves out what .gitignore says. At most ${defaultLimit} results unless limit says otherwise.`,
    promptSnippet: "Find files by a glob (leaves out what .gitignore says)",
    parameters,
    execute(toolCallId, params, signal) {
      return untilAborted(signal, async () => {
        const { pattern } = params;
        const path = resolveToCwd(params.path || ".", cwd);
        const limit = Math.max(1, Math.floor(params.limit ?? defaultLimit));
        const exists = operations?.exists ?? existsSync;
        if (!(await exists(path))) throw new Error(`Path not found: ${path}`);
        if (operations) {
          const ignore = ["**/node_modules/**", "**/.git/**"];
          const found = await operations.glob(pattern, path, { ignore, limit });
          return globResult(found, path, limit);
        }
        const { createFindTool } = await import("@argent/tools");
        const tool = createFindTool({ env: await hostEnv(cwd) });
        const text = textOfResult(await tool.execute(toolCallId, { pattern, path, limit }, signal));
        const isLimited = text.includes(`[${limit} results limit reached`);
        return {
          content: [{ type: "text", text }],
          details: isLimited ? { resultLimitReached: limit } : undefined,
        };
      });
    },
  };
}

export function createFindTool(
  cwd: string,
  options?: FindToolOptions,
): AgentTool<typeof parameters, FindToolDetails | undefined> {
  return toAgentTool(createFindToolDefinition(cwd, options));
}

function globResult(found: readonly string[], root: string, limit: number) {
  if (found.length === 0) {
    const text = "No files found matching pattern";
    return { content: [{ type: "text" as const, text }], details: undefined };
  }
  const paths = found.map((path) =>
    (path.startsWith(root) ? path.slice(root.length + 1) : relative(root, path))
      .split(sep)
      .join("/"),
  );
  const isLimited = paths.length >= limit;
  return listResult<FindToolDetails>(
    paths,
    isLimited ? [`${limit} results limit reached`] : [],
    isLimited ? { resultLimitReached: limit } : {},
  );
}
