import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AgentTool } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { type Approval, secretValues } from "@argent/tools";
import type { ApprovedDefinitions, McpConnections } from "@argent/tools/mcp";
import { version } from "../version.ts";
import type { Configuration } from "./configuration.ts";

export interface McpTools {
  /** For an agent in an environment. */
  tools(env: ExecutionEnv, approval: Approval | undefined): AgentTool[];
  /** Servers that are configured and not there. */
  warnings: readonly string[];
  close(): Promise<void>;
}

const none: McpTools = { tools: () => [], warnings: [], close: async () => {} };

/** Connects to the servers that the settings name. */
export async function openMcpTools(configuration: Configuration): Promise<McpTools> {
  const { env, home, settings } = configuration;
  if (Object.keys(settings.mcpServers ?? {}).length === 0) return none;
  const { createMcpTools } = await import("@argent/tools/mcp");
  const connections = await connectConfigured(configuration);
  const approved = await openApprovedDefinitions(approvedDefinitionsFile(home));
  const secrets = secretValues(env);
  return {
    tools: (workspace, approval) =>
      createMcpTools(connections.servers, { env: workspace, approval, approved, secrets }),
    warnings: connections.problems.map(({ message }) => message),
    close: () => connections.close(),
  };
}

/** Connects to all servers of the settings. */
export async function connectConfigured({
  cwd,
  env,
  settings,
}: Configuration): Promise<McpConnections> {
  const { connectMcpServers } = await import("@argent/tools/mcp");
  const servers = settings.mcpServers ?? {};
  return connectMcpServers(servers, { cwd, env, clientVersion: version() });
}

export function approvedDefinitionsFile(home: string): string {
  return join(home, "mcp-approved.json");
}

/** What is remembered from session to session. A file that cannot be read approves nothing, and is replaced. */
export async function openApprovedDefinitions(file: string): Promise<ApprovedDefinitions> {
  const known = new Map(Object.entries(await readHashes(file)));
  return {
    get: (tool) => known.get(tool),
    async set(tool, hash) {
      if (known.get(tool) === hash) return;
      known.set(tool, hash);
      const draft = `${file}.${process.pid}.tmp`;
      await mkdir(join(file, ".."), { recursive: true, mode: 0o700 });
      await writeFile(draft, `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`, {
        mode: 0o600,
      });
      await rename(draft, file);
    },
  };
}

async function readHashes(file: string): Promise<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    const entries = Object.entries(value ?? {}).filter(([, hash]) => typeof hash === "string");
    return Object.fromEntries(entries);
  } catch {
    return {}; // the first run, or somebody's edit: every tool counts as new
  }
}
