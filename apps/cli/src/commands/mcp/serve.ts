import { once } from "node:events";
import { join } from "node:path";
import { runtimeSettings, sessionFileName } from "@argent/agent";
import { type Model, resolveModel } from "@argent/ai";
import { createRuntime } from "@argent/compat";
import { createApproval } from "@argent/tools";
import {
  type ConfigurationFlags,
  envOpener,
  lessonsForRuns,
  readConfiguration,
} from "@argent/tools/app";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { ambient } from "../../compose/ambient.ts";
import { wantedSettings } from "../../compose/wanted-settings.ts";
import { lookAtSettings } from "../../conversation/look-at-settings.ts";
import { exitCode } from "../../exit-code.ts";
import { untilInterrupted } from "../../interrupt.ts";
import { createMcpAgentServer } from "../../mcp/create-mcp-agent-server.ts";
import { tellAtTerminal } from "../../tell-at-terminal.ts";

/** Serves the agent over standard input and output until the client closes them. */
export async function mcpServeCommand(options: ConfigurationFlags): Promise<number> {
  const configuration = await readConfiguration({ ...ambient(), flags: options });
  const { cwd, env, sessionFolder, settings } = configuration;
  const wanted = await wantedSettings(options, configuration);
  await wanted.defaultModel(); // without any model it does not begin
  /** Those of local servers are in no database. */
  const models = new Map<string, Model>();
  const settingsOf = async (session: string) => {
    const path = join(sessionFolder, sessionFileName(`cli:${session}`));
    const found = await lookAtSettings({ type: "file", path }, cwd, wanted);
    models.set(`${found.model.provider}/${found.model.id}`, found.model);
    return found;
  };
  const sis = lessonsForRuns(configuration);
  if (settings.sandbox === "require") await (await envOpener(configuration)(cwd)).close();
  tellAtTerminal("messages of the Model Context Protocol");
  const agents: ReturnType<typeof createMcpAgentServer>[] = [];
  const handle = serveStdio(() => {
    const agent = createMcpAgentServer({
      cwd,
      settingsOf,
      openRuntime: (ask) =>
        createRuntime({
          ...runtimeSettings(settings),
          cwd,
          env,
          sessionFolder,
          resolveModel: (id, provider) =>
            models.get(`${provider}/${id}`) ?? resolveModel(id, { provider }),
          openEnv: envOpener(configuration),
          sis,
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
