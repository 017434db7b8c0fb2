import type { PiModules } from "../contract/contract.ts";
import { hostModels } from "./host-models.ts";
import { emptyLoader } from "./host-session.ts";

/** A session whose model is behind a socket, as a `models.json` defines it. */
export async function wireSession(pi: PiModules, folder: string, baseUrl: string, settings = {}) {
  const { coding } = pi;
  const { options, find } = await hostModels(pi, folder, "local", {
    baseUrl,
    apiKey: "the-key",
    api: "anthropic-messages",
    headers: { "x-team": "red" },
    models: [
      {
        ...{ id: "m", name: "M", reasoning: true, input: ["text", "image"] },
        ...{ contextWindow: 200_000, maxTokens: 8_000 },
        cost: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 },
      },
    ],
  });
  const { session } = await coding.createAgentSession({
    cwd: folder,
    agentDir: folder,
    ...options,
    model: find("m"),
    thinkingLevel: "low",
    settingsManager: coding.SettingsManager.inMemory(settings),
    sessionManager: coding.SessionManager.create(folder, `${folder}/sessions`),
    resourceLoader: emptyLoader(coding),
  });
  return session;
}
