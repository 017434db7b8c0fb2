import { dirname, join } from "node:path";
import {
  type ArgentRuntimeOptions,
  ArgentSessionManager,
  createArgentRuntime,
  fileSessionStore,
  loadContextFiles,
  type Runtime,
} from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { apiKeyFor, createProviderRegistry } from "@argent/ai";
import type { Approval } from "./approval/approval.ts";
import { memoryBlobStore } from "./checkpoints/blob-store.ts";
import { createCheckpoints } from "./checkpoints/checkpoints.ts";
import { checkpointFolder, fileBlobStore } from "./checkpoints/file-blob-store.ts";
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
  /** Opens the environment of a run. Default: `localEnv`, where nothing is isolated. */
  openEnv?: ((cwd: string) => ExecutionEnv | Promise<ExecutionEnv>) | undefined;
  /** Decides about each call of a tool. Default: every call runs. */
  approval?: Approval | undefined;
  /** Whether there is a `task` tool, which hands work to sub-agents. Default: `true`. */
  subAgents?: boolean | undefined;
}

/** The runtime that the command line and the gateway share: coding tools on a real folder, sessions as files. */
export function createCodingRuntime(options: CodingRuntimeOptions): Runtime {
  const { env, cwd, sessionFolder, openEnv, approval, subAgents = true, ...runtime } = options;
  const open = openEnv ?? ((folder: string) => localEnv({ cwd: folder, env }));
  const secrets = secretValues(env);
  const blobs = memoryBlobStore();
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
    env: (workspaceDir) => open(workspaceDir ?? cwd),
    tools(workspace, { session, model, thinkingLevel, agent }) {
      const file = session.getSessionFile();
      return createCodingTools({
        cwd: workspace.cwd,
        env: workspace,
        approval,
        secrets,
        clock: options.clock,
        checkpoints: createCheckpoints({
          env: workspace,
          session,
          blobs: file === undefined ? blobs : fileBlobStore(checkpointFolder(file)),
        }),
        task: subAgents
          ? { agent, model, thinkingLevel, createSession: () => createTaskSession(session) }
          : undefined,
      });
    },
    sessions: options.sessions ?? fileSessionStore(sessionFolder),
  });
}

/** The session of a sub-agent lies in a folder of its own, so that it is not among those that people started. */
function createTaskSession(parent: ArgentSessionManager): Promise<ArgentSessionManager> {
  const file = parent.getSessionFile();
  if (file === undefined) return Promise.resolve(ArgentSessionManager.inMemory(parent.getCwd()));
  const sessionDir = join(dirname(file), "tasks", parent.getSessionId());
  return ArgentSessionManager.create(parent.getCwd(), { sessionDir, parentSession: file });
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
