import type { PiModules } from "../contract/contract.ts";
import { hostModels } from "./host-models.ts";
import { fauxConfig } from "./host-session.ts";

/** A program that owns a runtime, as Pi's own modes do. */
export async function startRuntime(pi: PiModules, folder: string) {
  const { ai, coding } = pi;
  const faux = ai.registerFauxProvider({ api: `faux-${Math.random()}`, provider: "faux" });
  const { options } = await hostModels(pi, folder, "faux", fauxConfig(faux));
  const runtime = await coding.createAgentSessionRuntime(
    async ({ cwd, agentDir, sessionManager, sessionStartEvent }) => {
      const services = await coding.createAgentSessionServices({
        cwd,
        agentDir,
        ...options,
        settingsManager: coding.SettingsManager.inMemory(),
      });
      const created = await coding.createAgentSessionFromServices({
        services,
        sessionManager,
        sessionStartEvent,
        model: faux.getModel(),
      });
      return { ...created, services, diagnostics: services.diagnostics };
    },
    {
      cwd: folder,
      agentDir: `${folder}/agent`,
      sessionManager: coding.SessionManager.create(folder, `${folder}/sessions`),
    },
  );
  return {
    runtime,
    respond: (text: string) => faux.appendResponses([ai.fauxAssistantMessage(text)]),
    async end() {
      await runtime.dispose();
      faux.unregister();
    },
  };
}
