import type { FauxResponseStep } from "../../src/pi-ai/index.ts";
import type {
  AgentSession,
  AgentSessionEvent,
  CreateAgentSessionOptions,
  ResourceLoader,
} from "../../src/pi-coding-agent/index.ts";
import type { PiModules } from "../contract/contract.ts";

export interface HostSession {
  session: AgentSession;
  /** What happened, one word each; updates of messages are left out. */
  heard: string[];
  events: AgentSessionEvent[];
  respond(...steps: FauxResponseStep[]): void;
  calls(): number;
  end(): void;
}

export interface HostSessionOptions extends Omit<CreateAgentSessionOptions, "settingsManager"> {
  settings?: Parameters<PiModules["coding"]["SettingsManager"]["inMemory"]>[0];
  contextWindow?: number;
  resources?: Partial<ResourceLoader>;
}

/** A session as hosts embed it: nothing of the user's is read or written, and the model is scripted. */
export async function hostSession(
  { ai, coding }: PiModules,
  cwd: string,
  options: HostSessionOptions = {},
): Promise<HostSession> {
  const { settings = {}, contextWindow = 200_000, resources = {}, ...rest } = options;
  const faux = ai.registerFauxProvider({
    api: `faux-${Math.random()}`,
    provider: "faux",
    models: [{ id: "faux-1", contextWindow, maxTokens: 8_000 }],
  });
  const authStorage = coding.AuthStorage.inMemory({ faux: { type: "api_key", key: "k" } });
  const { session } = await coding.createAgentSession({
    cwd,
    agentDir: cwd,
    authStorage,
    modelRegistry: coding.ModelRegistry.inMemory(authStorage),
    model: faux.getModel(),
    settingsManager: coding.SettingsManager.inMemory(settings),
    sessionManager: coding.SessionManager.inMemory(cwd),
    resourceLoader: { ...emptyLoader(coding), ...resources },
    ...rest,
  });
  const heard: string[] = [];
  const events: AgentSessionEvent[] = [];
  session.subscribe((event) => {
    if (event.type === "message_update") return;
    events.push(event);
    heard.push("message" in event ? `${event.type}(${event.message.role})` : event.type);
  });
  return {
    session,
    heard,
    events,
    respond: (...steps) => faux.appendResponses(steps),
    calls: () => faux.state.callCount,
    end() {
      session.dispose();
      faux.unregister();
    },
  };
}

/** The nine methods that hosts write to keep the user's own resources out. */
export function emptyLoader(coding: PiModules["coding"]): ResourceLoader {
  return {
    getExtensions: () => ({
      extensions: [],
      errors: [],
      runtime: coding.createExtensionRuntime(),
    }),
    getSkills: () => ({ skills: [], diagnostics: [] }),
    getPrompts: () => ({ prompts: [], diagnostics: [] }),
    getThemes: () => ({ themes: [], diagnostics: [] }),
    getAgentsFiles: () => ({ agentsFiles: [] }),
    getSystemPrompt: () => "Be brief.",
    getAppendSystemPrompt: () => [],
    extendResources() {},
    reload: async () => {},
  };
}
