import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ThinkingLevel } from "@argent/ai";
import type { Step, VendorServer } from "@argent/ai/testing";
import { piFolder } from "../kit.ts";
import type { VendorApi } from "../runtime/place.ts";

/** What the scenarios use of a session of the real 0.73.1. */
export interface PiSession {
  readonly sessionFile: string;
  readonly sessionManager: {
    getBranch(): { id: string; type: string; message?: { role: string } }[];
    branch(id: string): void;
    branchWithSummary(id: string, summary: string): string;
    appendLabelChange(id: string, label: string): string;
    appendCustomEntry(customType: string, data: unknown): string;
  };
  prompt(text: string, options?: { images?: object[] }): Promise<void>;
  steer(text: string): Promise<void>;
  followUp(text: string): Promise<void>;
  abort(): Promise<void>;
  compact(instructions?: string): Promise<unknown>;
  setThinkingLevel(level: ThinkingLevel): void;
  setModel(model: object): Promise<void>;
  executeBash(command: string): Promise<unknown>;
  sendCustomMessage(message: object, options?: object): Promise<void>;
  setSessionName(name: string): void;
  subscribe(listener: (event: { type: string }) => void): () => void;
  dispose(): void;
}

export interface PiDriver {
  session: PiSession;
  server: VendorServer;
  /** A model of the same vendor server that speaks another protocol. */
  modelOf(api: VendorApi): object;
  /** What the vendor answers next. */
  answers(...steps: Step[]): void;
}

const apis: readonly VendorApi[] = [
  "anthropic-messages",
  "google-generative-ai",
  "openai-completions",
  "openai-responses",
];

export interface DriverOptions {
  server: VendorServer;
  cwd: string;
  sessionsFolder: string;
  agentFolder: string;
  api: VendorApi;
}

/** A session of the real Pi 0.73.1, with its own tools and prompt, and none of its ambient state. */
export async function drivePi(options: DriverOptions): Promise<PiDriver> {
  const { server, cwd, sessionsFolder, agentFolder, api } = options;
  const pi = await import(pathToFileURL(join(piFolder, "pi-coding-agent/dist/index.js")).href);
  const authStorage = pi.AuthStorage.inMemory();
  const modelRegistry = pi.ModelRegistry.inMemory(authStorage);
  for (const each of apis) {
    modelRegistry.registerProvider(providerOf(each), {
      baseUrl: server.baseUrl(each),
      apiKey: "the-key",
      api: each,
      models: [piModelOf(each)],
    });
  }
  const settingsManager = pi.SettingsManager.inMemory({
    compaction: { enabled: false, reserveTokens: 1_000, keepRecentTokens: 200 },
    retry: { enabled: false },
    images: { autoResize: false },
  });
  const resourceLoader = new pi.DefaultResourceLoader({
    cwd,
    agentDir: agentFolder,
    settingsManager,
    noExtensions: true,
    noSkills: true,
    noPromptTemplates: true,
    noThemes: true,
    noContextFiles: true,
  });
  await resourceLoader.reload();
  const modelOf = (of: VendorApi) => modelRegistry.find(providerOf(of), "m");
  const { session } = await pi.createAgentSession({
    cwd,
    agentDir: agentFolder,
    authStorage,
    modelRegistry,
    settingsManager,
    resourceLoader,
    model: modelOf(api),
    thinkingLevel: "low",
    sessionManager: pi.SessionManager.create(cwd, sessionsFolder),
  });
  return { session, server, modelOf, answers: (...steps) => server.append(...steps) };
}

export const providerOf = (api: VendorApi) => `local-${api}`;

export function piModelOf(api: VendorApi) {
  return {
    id: "m",
    name: "M",
    api,
    reasoning: true,
    input: ["text", "image"] as const,
    cost: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 200_000,
    maxTokens: 8_000,
  };
}
