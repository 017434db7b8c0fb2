import { once } from "node:events";
import { runtimeSettings } from "@argent/agent";
import { chooseModel } from "@argent/ai";
import { createRuntime } from "@argent/compat";
import { createApproval } from "@argent/tools";
import { type ConfigurationFlags, envOpener, readConfiguration } from "@argent/tools/app";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { untilInterrupted } from "../../interrupt.ts";
import { createMcpAgentServer } from "../../mcp/create-mcp-agent-server.ts";

/** Serves the agent over standard input and output until the client closes them. */
export async function mcpServeCommand(options: ConfigurationFlags): Promise<number> {
  const configuration = await readConfiguration({ ...ambient(), flags: options });
  const { cwd, env, sessionFolder, settings } = configuration;
  const model = await chooseModel(settings, env);
  if (settings.sandbox === "require") await (await envOpener(configuration)(cwd)).close();
  const agents: ReturnType<typeof createMcpAgentServer>[] = [];
  const handle = serveStdio(() => {
    const agent = createMcpAgentServer({
      cwd,
      openRuntime: (ask) =>
        createRuntime({
          ...runtimeSettings(settings),
          cwd,
          env,
          sessionFolder,
          model,
          openEnv: envOpener(configuration),
          approval: createApproval({
            mode: settings.approval?.mode ?? "ask-before-write",
            rules: settings.approval?.rules,
            ask,
          }),
        }),
    });
    agents.push(agent);
    return agent.server;
  });
  const interrupted = Promise.withResolvers<number>();
  untilInterrupted(interrupted.resolve);
  const closed = once(process.stdin, "close").then(() => exitCode.done);
  const code = await Promise.race([closed, interrupted.promise]);
  await Promise.all(agents.map((agent) => agent.close()));
  await handle.close();
  return code;
}
