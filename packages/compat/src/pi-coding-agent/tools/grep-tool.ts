import { stat } from "node:fs/promises";
import type { AgentTool } from "../../pi-agent-core/types.ts";
import { hostEnv, withFileBackend } from "./host-env.ts";
import { resolveToCwd } from "./local-path.ts";
import { type SearchDetails, textOfResult } from "./search-details.ts";
import { type ToolDefinition, toAgentTool } from "./tool-definition.ts";
import { untilAborted } from "./until-aborted.ts";

export interface GrepToolInput {
  pattern: string;
  path?: string | undefined;
  glob?: string | undefined;
  ignoreCase?: boolean | undefined;
  literal?: boolean | undefined;
  context?: number | undefined;
  limit?: number | undefined;
}

export interface GrepToolDetails extends SearchDetails {
  matchLimitReached?: number | undefined;
  linesTruncated?: boolean | undefined;
}

/** As in Pi only the reading of files can be replaced; which there are is found out on this machine. */
export interface GrepOperations {
  isDirectory: (absolutePath: string) => Promise<boolean> | boolean;
  readFile: (absolutePath: string) => Promise<string> | string;
}

export interface GrepToolOptions {
  operations?: GrepOperations | undefined;
}

const defaultLimit = 100;

const parameters = {
  type: "object",
  properties: {
    pattern: { type: "string", description: "Regular expression, or text with literal" },
    path: { type: "string", description: "Folder or file; default: the working folder" },
    glob: { type: "string", description: "Only files that fit, for example '*.ts'" },
    ignoreCase: { type: "boolean", description: "Default: false" },
    literal: { type: "boolean", description: "The pattern is plain text; default: false" },
    context: { type: "number", description: "Lines around each match; default 0" },
    limit: { type: "number", description: `Most matches; default ${defaultLimit}` },
  },
  required: ["pattern"],
} as const;

export function createGrepToolDefinition(
  cwd: string,
  { operations }: GrepToolOptions = {},
): ToolDefinition<typeof parameters, GrepToolDetails | undefined> {
  const isDirectory =
    operations?.isDirectory ?? (async (path: string) => (await stat(path)).isDirectory());
  return {
    name: "grep",
    label: "grep",
    description: `Search the text of files for a pattern. Shows paths, line numbers and lines. Leaves out what .gitignore says. At most ${defaultLimit} matches unless limit says otherwise.`,
    promptSnippet: "Search the text of files (leaves out what .gitignore says)",
    parameters,
    execute(toolCallId, params, signal) {
      return untilAborted(signal, async () => {
        const path = resolveToCwd(params.path || ".", cwd);
        await Promise.resolve(isDirectory(path)).catch((cause) => {
          throw new Error(`Path not found: ${path}`, { cause });
        });
        const { createGrepTool } = await import("@argent/tools");
        const local = await hostEnv(cwd);
        const env = operations
          ? { ...local, readFile: backendOf(operations, local).readFile }
          : local;
        const limit = Math.max(1, Math.floor(params.limit ?? defaultLimit));
        const context = Math.max(0, Math.floor(params.context ?? 0));
        const tool = createGrepTool({ env });
        const result = await tool.execute(toolCallId, { ...params, path, limit, context }, signal);
        const text = textOfResult(result);
        const details: GrepToolDetails = {
          ...(text.includes(`[${limit} matches limit reached`) && { matchLimitReached: limit }),
          ...(/\. \[truncated\]$/m.test(text) && { linesTruncated: true }),
        };
        const told = Object.keys(details).length > 0 ? details : undefined;
        return { content: [{ type: "text", text }], details: told };
      });
    },
  };
}

export function createGrepTool(
  cwd: string,
  options?: GrepToolOptions,
): AgentTool<typeof parameters, GrepToolDetails | undefined> {
  return toAgentTool(createGrepToolDefinition(cwd, options));
}

function backendOf(operations: GrepOperations, local: Parameters<typeof withFileBackend>[0]) {
  return withFileBackend(local, {
    readFile: async (path) => Buffer.from(await operations.readFile(path)),
  });
}
