import type { AgentTool } from "../../pi-agent-core/types.ts";
import { withFileMutationQueue } from "./file-mutation-queue.ts";
import { hostEnv, withFileBackend } from "./host-env.ts";
import { type ToolDefinition, toAgentTool } from "./tool-definition.ts";

export interface WriteToolInput {
  path: string;
  content: string;
}

/** Where the tool writes. Paths are absolute; failures are thrown. */
export interface WriteOperations {
  writeFile: (absolutePath: string, content: string) => Promise<void>;
  /** With the folders above. */
  mkdir: (dir: string) => Promise<void>;
}

export interface WriteToolOptions {
  /** Default: this machine. */
  operations?: WriteOperations | undefined;
}

const parameters = {
  type: "object",
  properties: {
    path: { type: "string", description: "Path of the file, relative or absolute" },
    content: { type: "string", description: "The whole content of the file" },
  },
  required: ["path", "content"],
} as const;

export function createWriteToolDefinition(
  cwd: string,
  { operations }: WriteToolOptions = {},
): ToolDefinition<typeof parameters, undefined> {
  return {
    name: "write",
    label: "write",
    description:
      "Create a file or overwrite it with the content given, which must be complete. Missing folders are made.",
    promptSnippet: "Create or overwrite files",
    promptGuidelines: ["Use write for new files and whole rewrites only."],
    parameters,
    async execute(toolCallId, params, signal) {
      if (signal?.aborted) throw new Error("Operation aborted");
      const { createWriteFileTool } = await import("@argent/tools");
      const local = await hostEnv(cwd);
      const env = operations ? withFileBackend(local, operations) : local;
      const locks = { run: withFileMutationQueue };
      const tool = createWriteFileTool({ env, locks, name: "write" });
      const { content } = await tool.execute(toolCallId, params, signal);
      return { content, details: undefined };
    },
  };
}

export function createWriteTool(
  cwd: string,
  options?: WriteToolOptions,
): AgentTool<typeof parameters, undefined> {
  return toAgentTool(createWriteToolDefinition(cwd, options));
}
