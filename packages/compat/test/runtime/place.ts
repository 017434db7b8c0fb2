import { join } from "node:path";
import { type AgentEvent, type ArgentRuntimeOptions, fileSessionStore } from "@argent/agent";
import type { Model, Provider } from "@argent/ai";
import { anthropic } from "@argent/ai/anthropic";
import { google } from "@argent/ai/google";
import { openaiCompatible } from "@argent/ai/openai-compatible";
import { openaiResponses } from "@argent/ai/openai-responses";
import { type Step, testModel, vendorServer } from "@argent/ai/testing";
import { createCodingTools, localEnv } from "@argent/tools";
import type { PiScope } from "../../src/pi-runtime/find-pi.ts";
import { piFolder } from "../kit.ts";
import { folderOf } from "../register/host.ts";

export const peersFolder = join(piFolder, "../..");
export const installedPis: readonly { version: string; scope: PiScope }[] = [
  { version: "0.73.1", scope: "@mariozechner" },
  { version: "0.87.1", scope: "@earendil-works" },
];

const vendors = {
  "anthropic-messages": anthropic,
  "google-generative-ai": google,
  "openai-completions": openaiCompatible,
  "openai-responses": openaiResponses,
} satisfies Record<string, (options: { apiKey: string; baseUrl: string }) => Provider>;

export type VendorApi = keyof typeof vendors;

export interface PlaceOptions {
  model?: Partial<Model> & { api?: VendorApi };
  settings?: Partial<ArgentRuntimeOptions>;
}

/** A workspace, a vendor on the loopback interface, and what both runtimes are made of. */
export async function place(steps: Step[], { model = {}, settings = {} }: PlaceOptions = {}) {
  // Pi sends messages of a person one after the other, which the server takes for a fault.
  const server = await vendorServer({ steps, validate: false });
  const folder = folderOf({ "work/note.txt": "the password is swordfish\n" });
  const api = model.api ?? "anthropic-messages";
  const used = testModel({
    id: "m",
    provider: "local",
    reasoning: true,
    contextWindow: 200_000,
    maxTokens: 8_000,
    pricing: { input: 1, output: 2 },
    ...model,
    api,
    baseUrl: server.baseUrl(api),
  });
  const env = localEnv({ cwd: join(folder.path, "work"), env: { PATH: process.env.PATH } });
  const sessionsFolder = join(folder.path, "sessions");
  const options = {
    model: used,
    env: () => env,
    tools: () => createCodingTools({ cwd: env.cwd, env }),
    sessions: fileSessionStore(sessionsFolder),
    systemPrompt: () => "Be brief.",
    resolveModel: () => used,
    ...settings,
  } satisfies Omit<ArgentRuntimeOptions, "provider">;
  return {
    server,
    folder: folder.path,
    cwd: env.cwd,
    model: used,
    options,
    provider: vendors[api]({ apiKey: "the-key", baseUrl: server.baseUrl(api) }),
    requests: { apiKey: () => "the-key" },
    pi: (scope: PiScope) => ({ folders: [peersFolder], scope }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      folder.remove();
    },
  };
}

/** The types of a run's events, updates left out. */
export async function typesOf(run: AsyncIterable<AgentEvent>): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of run) if (!type.endsWith("_update")) types.push(type);
  return types;
}
