import { join } from "node:path";
import { type CodingRuntimeOptions, secretValues } from "@argent/tools";
import { version } from "../version.ts";
import type { Configuration } from "./configuration.ts";

export interface McpTools {
  /** Absent when the settings name no server. */
  tools?: CodingRuntimeOptions["extraTools"];
  /** Servers that are configured and not there. */
  warnings: readonly string[];
  close(): Promise<void>;
}

/** Connects to the servers that the settings name, and to none when they name none. */
export async function openMcpTools({ cwd, env, home, settings }: Configuration): Promise<McpTools> {
  const servers = settings.mcpServers ?? {};
  if (Object.keys(servers).length === 0) return { warnings: [], close: async () => {} };
  const mcp = await import("@argent/tools/mcp");
  const approved = await mcp.fileApprovedDefinitions(join(home, "mcp-approved.json"));
  const connections = await mcp.connectMcpServers(servers, { cwd, env, clientVersion: version() });
  const secrets = secretValues(env);
  return {
    tools: (workspace, approval) =>
      mcp.createMcpTools(connections.servers, { env: workspace, approval, approved, secrets }),
    warnings: connections.problems.map(({ message }) => message),
    close: () => connections.close(),
  };
}
