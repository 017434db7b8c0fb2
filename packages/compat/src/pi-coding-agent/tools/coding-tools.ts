import type { AgentTool } from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import { type BashToolOptions, createBashToolDefinition } from "./bash-tool.ts";
import { createEditToolDefinition, type EditToolOptions } from "./edit-tool.ts";
import { createFindToolDefinition, type FindToolOptions } from "./find-tool.ts";
import { createGrepToolDefinition, type GrepToolOptions } from "./grep-tool.ts";
import { createLsToolDefinition, type LsToolOptions } from "./ls-tool.ts";
import { createReadToolDefinition, type ReadToolOptions } from "./read-tool.ts";
import { type ToolDefinition, toAgentTool } from "./tool-definition.ts";
import { createWriteToolDefinition, type WriteToolOptions } from "./write-tool.ts";

export type ToolName = "read" | "bash" | "edit" | "write" | "grep" | "find" | "ls";

/** Options by tool. */
export interface ToolsOptions {
  read?: ReadToolOptions | undefined;
  bash?: BashToolOptions | undefined;
  write?: WriteToolOptions | undefined;
  edit?: EditToolOptions | undefined;
  grep?: GrepToolOptions | undefined;
  find?: FindToolOptions | undefined;
  ls?: LsToolOptions | undefined;
}

/** The seven tools, by name. */
export function createAllToolDefinitions(
  cwd: string,
  options: ToolsOptions = {},
): Record<ToolName, ToolDefinition<Loose, Loose, Loose>> {
  return {
    read: createReadToolDefinition(cwd, options.read),
    bash: createBashToolDefinition(cwd, options.bash),
    edit: createEditToolDefinition(cwd, options.edit),
    write: createWriteToolDefinition(cwd, options.write),
    grep: createGrepToolDefinition(cwd, options.grep),
    find: createFindToolDefinition(cwd, options.find),
    ls: createLsToolDefinition(cwd, options.ls),
  };
}

/** `read`, `bash`, `edit` and `write`. */
export function createCodingTools(cwd: string, options?: ToolsOptions): AgentTool<Loose, Loose>[] {
  const { read, bash, edit, write } = createAllToolDefinitions(cwd, options);
  return [read, bash, edit, write].map((definition) => toAgentTool(definition));
}

/** `read`, `grep`, `find` and `ls`. */
export function createReadOnlyTools(
  cwd: string,
  options?: ToolsOptions,
): AgentTool<Loose, Loose>[] {
  const { read, grep, find, ls } = createAllToolDefinitions(cwd, options);
  return [read, grep, find, ls].map((definition) => toAgentTool(definition));
}
