import { dirname, join } from "node:path";
import {
  type ArgentRuntimeOptions,
  createArgentRuntime,
  fileSessionStore,
  loadContextFiles,
  type Runtime,
} from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { apiKeyFor, createProviderRegistry } from "@argent/ai";
import { codingPrompt } from "./coding-prompt.ts";
import { createCodingTools } from "./coding-tools.ts";
import { secretValues } from "./env/command-environment.ts";
import { localEnv } from "./env/local-env.ts";

export interface CodingRuntimeOptions extends Partial<Omit<ArgentRuntimeOptions, "env" | "tools">> {
  /** Keys, endpoints (`ANTHROPIC_BASE_URL` and its like) and the environment of commands are taken from it. */
  env: Record<string, string | undefined>;
  /** The folder that tools work in when a request names none. */
  cwd: string;
  /** Where sessions lie, unless `sessions` says it. */
  sessionFolder: string;
}

/** The runtime that the command line and the gateway share: coding tools on a real folder, sessions as files. */
export function createCodingRuntime(options: CodingRuntimeOptions): Runtime {
  const { env, cwd, sessionFolder, ...runtime } = options;
  return createArgentRuntime({
    provider: createProviderRegistry({
      apiKey: (provider) => apiKeyFor(provider, env),
      baseUrls: baseUrlsFrom(env),
    }),
    systemPrompt: async ({ env: workspace, tools }) => {
      const { files } = await loadContextFiles(workspace, {
        root: await repositoryRoot(workspace),
      });
      return codingPrompt(workspace, tools, files);
    },
    ...runtime,
    env: (workspaceDir) => localEnv({ cwd: workspaceDir ?? cwd, env }),
    tools: (workspace) =>
      createCodingTools({ cwd: workspace.cwd, env: workspace, secrets: secretValues(env) }),
    sessions: options.sessions ?? fileSessionStore(sessionFolder),
  });
}

/** The folder with `.git` that the working folder lies in; else the working folder. */
async function repositoryRoot(env: ExecutionEnv): Promise<string> {
  for (let folder = env.cwd; ; folder = dirname(folder)) {
    if ((await env.stat(join(folder, ".git"))).ok) return folder;
    if (dirname(folder) === folder) return env.cwd;
  }
}

/** The variables that the vendors' own tools read for another endpoint. The key goes there, because its owner says so. */
function baseUrlsFrom(env: Record<string, string | undefined>): Record<string, string> {
  const urls: Record<string, string> = {};
  for (const [provider, name] of baseUrlNames) {
    const url = env[name]?.trim();
    if (url) urls[provider] = url;
  }
  return urls;
}

const baseUrlNames: readonly (readonly [provider: string, variable: string])[] = [
  ["anthropic", "ANTHROPIC_BASE_URL"],
  ["openai", "OPENAI_BASE_URL"],
  ["openai-responses", "OPENAI_BASE_URL"],
  ["google", "GOOGLE_GEMINI_BASE_URL"],
  ["xai", "XAI_BASE_URL"],
  ["minimax", "MINIMAX_BASE_URL"],
  ["zai", "ZAI_BASE_URL"],
];

export function sessionFolderIn(home: string): string {
  return join(home, ".argent", "sessions");
}
