import { join } from "node:path";
import type { AgentTool } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import type { Approval } from "../approval/approval.ts";
import { secretValues } from "../env/command-environment.ts";
import type { ApprovedDefinitions } from "../mcp/approved-definitions.ts";
import type { McpConnections } from "../mcp/connect-mcp-servers.ts";
import type { Configuration } from "./configuration.ts";

/** The tools of all MCP servers that the settings name. */
export interface McpTools {
  /** For an agent in an environment. */
  tools(env: ExecutionEnv, approval: Approval | undefined): AgentTool[];
  /** Servers that are configured and not there. */
  warnings: readonly string[];
  /** Ends the programs and the connections. */
  close(): Promise<void>;
}

/** The servers of a configuration, and what is remembered of their tools from run to run. */
export interface ConfiguredMcp {
  connections: McpConnections;
  approved: ApprovedDefinitions;
}

type McpConfiguration = Pick<Configuration, "cwd" | "env" | "folder" | "settings">;

const none: McpTools = { tools: () => [], warnings: [], close: async () => {} };

/** Connects to the servers that the settings name. Without any, nothing of MCP is loaded. */
export async function openMcpTools(
  configuration: McpConfiguration,
  clientVersion: string,
): Promise<McpTools> {
  const { env, settings } = configuration;
  if (Object.keys(settings.mcpServers ?? {}).length === 0) return none;
  const { createMcpTools } = await import("../mcp/index.ts");
  const { connections, approved } = await connectConfigured(configuration, clientVersion);
  const secrets = secretValues(env);
  return {
    tools: (workspace, approval) =>
      createMcpTools(connections.servers, { env: workspace, approval, approved, secrets }),
    warnings: connections.problems.map(({ message }) => message),
    close: () => connections.close(),
  };
}

/** Connects to all servers of the settings. The caller closes the connections. */
export async function connectConfigured(
  { cwd, env, folder, settings }: McpConfiguration,
  clientVersion: string,
): Promise<ConfiguredMcp> {
  const { connectMcpServers, fileApprovedDefinitions } = await import("../mcp/index.ts");
  const approved = await fileApprovedDefinitions(join(folder, "mcp-approved.json"));
  const servers = settings.mcpServers ?? {};
  const connections = await connectMcpServers(servers, { cwd, env, clientVersion });
  return { connections, approved };
}
