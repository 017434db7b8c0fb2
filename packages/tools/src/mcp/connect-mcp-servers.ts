import { ToolError, type ToolErrorCode } from "../tool-error.ts";
import { type ConnectMcpOptions, connectMcpServer } from "./connect-mcp-server.ts";
import type { McpServer } from "./mcp-server.ts";
import type { McpServerConfig } from "./mcp-server-config.ts";

/** The servers that answered, and those that did not. */
export interface McpConnections {
  readonly servers: readonly McpServer[];
  /** Servers that are configured and not there. */
  readonly problems: readonly McpProblem[];
  /** Ends the programs and the connections. Never rejects. */
  close(): Promise<void>;
}

/** Why a server is not there. */
export interface McpProblem {
  server: string;
  code: ToolErrorCode;
  message: string;
}

/** Connects to all servers at once; one that does not answer costs only its own tools. */
export async function connectMcpServers(
  configs: Readonly<Record<string, McpServerConfig>>,
  options: ConnectMcpOptions,
): Promise<McpConnections> {
  const wanted = Object.entries(configs).filter(([, config]) => config.disabled !== true);
  const servers: McpServer[] = [];
  const problems: McpProblem[] = [];
  const outcomes = await Promise.allSettled(
    wanted.map(([name, config]) => connectMcpServer(name, config, options)),
  );
  // In the order of the configuration, so that the tools of a prompt keep their order.
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === "fulfilled") servers.push(outcome.value);
    else problems.push(problemOf(wanted[index]?.[0] ?? "", outcome.reason));
  }
  return {
    servers,
    problems,
    async close() {
      await Promise.allSettled(servers.map((server) => server.close()));
    },
  };
}

function problemOf(server: string, cause: unknown): McpProblem {
  if (!ToolError.isInstance(cause)) throw cause;
  return { server, code: cause.code, message: cause.message };
}
