import type { AgentTool } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import type { Approval } from "../approval/approval.ts";
import { withApproval } from "../approval/with-approval.ts";
import { memoryApprovedDefinitions } from "./approved-definitions.ts";
import type { McpServer } from "./mcp-server.ts";
import { createMcpTool, type McpToolOptions } from "./mcp-tool.ts";
import { createMcpCallTool, createMcpSearchTool } from "./search-mcp-tools.ts";

/** Who approves calls of servers' tools, and how many of them the model is shown. */
export interface McpToolsOptions extends Partial<McpToolOptions> {
  /** Of the agent; the servers themselves are not in it. */
  env: ExecutionEnv;
  /** Decides about each call. Default: every call runs. */
  approval?: Approval | undefined;
  /** Above this many tools they are searched instead of listed. Default 40. */
  maxListed?: number | undefined;
}

/** What the agent is given for the tools of all servers. */
export function createMcpTools(
  servers: readonly McpServer[],
  options: McpToolsOptions,
): AgentTool[] {
  const { env, approval, maxListed = 40, approved = memoryApprovedDefinitions() } = options;
  // A server works outside of whatever confines the agent's own commands.
  const outside: ExecutionEnv = {
    ...env,
    isolation: { level: "none", description: "an MCP server, not isolated" },
  };
  const tools = servers.flatMap((server) =>
    server.tools().map((definition) => createMcpTool(server, definition, { ...options, approved })),
  );
  const decided = approval ? tools.map((tool) => withApproval(tool, approval, outside)) : tools;
  if (decided.length <= maxListed) return decided;
  return [createMcpSearchTool(decided), createMcpCallTool(decided)];
}
