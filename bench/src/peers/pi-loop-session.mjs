import {
  AuthStorage,
  createAgentSession,
  DefaultResourceLoader,
  ModelRegistry,
  SessionManager,
  SettingsManager,
} from "@mariozechner/pi-coding-agent";
import { createNoop, model } from "../programs/loop-script.mjs";
import { answer } from "./pi-answer.mjs";

/** Pi's agent session over a scripted model, with one listener, its session in a folder. */
export default async function piLoopSession({ folder, turns }) {
  const noop = createNoop();
  const authStorage = AuthStorage.inMemory();
  authStorage.setRuntimeApiKey(model.provider, "none");
  const settingsManager = SettingsManager.inMemory();
  const resourceLoader = new DefaultResourceLoader({
    cwd: folder,
    agentDir: folder,
    settingsManager,
    noExtensions: true,
    noSkills: true,
    noPromptTemplates: true,
    noThemes: true,
  });
  await resourceLoader.reload();
  const { session } = await createAgentSession({
    cwd: folder,
    agentDir: folder,
    authStorage,
    modelRegistry: ModelRegistry.inMemory(authStorage),
    settingsManager,
    resourceLoader,
    sessionManager: SessionManager.create(folder, folder),
    model,
    tools: [noop.tool.name],
    customTools: [noop.tool],
  });
  let turn = 0;
  session.agent.streamFn = () => answer(turn++, turns);
  let events = 0;
  session.subscribe(() => {
    events++;
  });
  await session.prompt("Go on.");
  if (events === 0) throw new Error("The listener heard nothing.");
  return noop.calls();
}
