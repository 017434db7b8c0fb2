import type {
  FauxProviderRegistration,
  FauxResponseStep,
  Model,
  RegisterFauxProviderOptions,
} from "../../src/pi-ai/index.ts";
import type { Loose } from "../../src/pi-ai/loose.ts";
import type {
  AgentSession,
  AgentSessionEvent,
  CreateAgentSessionOptions,
  ResourceLoader,
} from "../../src/pi-coding-agent/index.ts";
import type { PiModules } from "../contract/contract.ts";
import { hostModels, type ProviderConfig } from "./host-models.ts";
import { workspace } from "./workspace.ts";

export interface HostSession {
  session: AgentSession;
  /** What happened, one word each; updates of messages are left out. */
  heard: string[];
  events: AgentSessionEvent[];
  models: readonly Model<Loose>[];
  respond(...steps: FauxResponseStep[]): void;
  calls(): number;
  end(): void;
}

export interface HostSessionOptions extends Omit<CreateAgentSessionOptions, "settingsManager"> {
  settings?: Parameters<PiModules["coding"]["SettingsManager"]["inMemory"]>[0];
  contextWindow?: number;
  moreModels?: NonNullable<RegisterFauxProviderOptions["models"]>;
  resources?: Partial<ResourceLoader>;
}

/** A session as hosts embed it: nothing of the user's is read or written, and the model is scripted. */
export async function hostSession(
  pi: PiModules,
  cwd: string,
  options: HostSessionOptions = {},
): Promise<HostSession> {
  const { ai, coding } = pi;
  const {
    settings = {},
    contextWindow = 200_000,
    moreModels = [],
    resources = {},
    ...rest
  } = options;
  const faux = ai.registerFauxProvider({
    api: `faux-${Math.random()}`,
    provider: "faux",
    models: [{ id: "faux-1", contextWindow, maxTokens: 8_000 }, ...moreModels],
  });
  const models = await hostModels(pi, cwd, "faux", fauxConfig(faux));
  const { session } = await coding.createAgentSession({
    cwd,
    agentDir: cwd,
    ...models.options,
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
    models: faux.models,
    respond: (...steps) => faux.appendResponses(steps),
    calls: () => faux.state.callCount,
    end() {
      session.dispose();
      faux.unregister();
    },
  };
}

/** A scripted provider, as a host registers one. */
export function fauxConfig({ api, models }: FauxProviderRegistration): ProviderConfig {
  return { api, baseUrl: "http://localhost:0", apiKey: "k", models };
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

/** An answer that failed. */
export const failure = (pi: PiModules, errorMessage: string, more: object = {}) => ({
  ...pi.ai.fauxAssistantMessage([], { stopReason: "error", errorMessage }),
  ...more,
});

/** A program over a session, with the folder and the times taken out of what it gives. */
export function withSession(
  work: (
    host: Awaited<ReturnType<typeof hostSession>>,
    pi: PiModules,
    folder: string,
  ) => Promise<unknown>,
  options: (pi: PiModules, folder: string) => HostSessionOptions = () => ({}),
) {
  return async (pi: PiModules) => {
    using folder = workspace();
    const host = await hostSession(pi, folder.path, options(pi, folder.path));
    try {
      const seen = await work(host, pi, folder.path);
      return JSON.parse(JSON.stringify(seen ?? null).replaceAll(folder.path, "<cwd>"));
    } finally {
      host.end();
    }
  };
}

/** What the entries of a session are, messages by their role. */
export const entryTypes = ({ sessionManager }: Loose) =>
  sessionManager
    .getEntries()
    .map((entry: Loose) => (entry.type === "message" ? entry.message.role : entry.type));
export const roles = ({ messages }: { messages: readonly { role: string }[] }) =>
  messages.map(({ role }) => role);
/** Lets what is under way come to rest. */
export const tick = () => new Promise((resolve) => setImmediate(resolve));
