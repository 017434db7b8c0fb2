import { once } from "node:events";
import { chooseModel } from "@argent/ai";
import { createRuntime } from "@argent/compat";
import { type ApprovalMode, createApproval } from "@argent/tools";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { readEnvironment } from "../compose/environment.ts";
import { sessionFolder } from "../compose/session-folder.ts";
import { workingFolder } from "../compose/working-folder.ts";
import { exitCode } from "../exit-code.ts";
import { createMcpAgentServer } from "../mcp/create-mcp-agent-server.ts";

export interface McpOptions {
  model?: string;
  provider?: string;
  cwd: string;
  approve: ApprovalMode;
}

/** Serves the agent over standard input and output until the client closes them. */
export async function mcpCommand(options: McpOptions): Promise<number> {
  const cwd = await workingFolder(options.cwd);
  const env = await readEnvironment(process.env);
  const model = await chooseModel(options, env);
  const agents: ReturnType<typeof createMcpAgentServer>[] = [];
  const handle = serveStdio(() => {
    const agent = createMcpAgentServer({
      cwd,
      openRuntime: (ask) =>
        createRuntime({
          cwd,
          env,
          sessionFolder: sessionFolder(env),
          model,
          approval: createApproval({ mode: options.approve, ask }),
        }),
    });
    agents.push(agent);
    return agent.server;
  });
  await Promise.race([
    once(process.stdin, "close"),
    once(process, "SIGTERM"),
    once(process, "SIGINT"),
  ]);
  await Promise.all(agents.map((agent) => agent.close()));
  await handle.close();
  return exitCode.done;
}
