import { dirname, join } from "node:path";
import {
  type AgentTool,
  type ArgentRuntime,
  type ArgentRuntimeOptions,
  ArgentSessionManager,
  createArgentRuntime,
  fileSessionStore,
  findRepositoryRoot,
  formatSkillList,
  loadContextFiles,
} from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { AiError, apiKeyFor, createProviderRegistry } from "@argent/ai";
import type { Approval } from "./approval/approval.ts";
import { type BlobStore, memoryBlobStore } from "./checkpoints/blob-store.ts";
import { createCheckpoints } from "./checkpoints/checkpoints.ts";
import { checkpointFolder, fileBlobStore } from "./checkpoints/file-blob-store.ts";
import { codingPrompt } from "./coding-prompt.ts";
import { createCodingTools } from "./coding-tools.ts";
import { secretValues } from "./env/command-environment.ts";
import { localEnv } from "./env/local-env.ts";

/** What a coding agent works with and where; everything else is as in `ArgentRuntimeOptions`. */
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
  /** Tools beside the coding tools, for example those of MCP servers. They see to their own approval. */
  extraTools?: ((env: ExecutionEnv, approval: Approval | undefined) => AgentTool[]) | undefined;
  /** The only tools to offer, by name. What reads skills and older messages is always there. Default: all. */
  toolNames?: readonly string[] | undefined;
  /** Keeps the originals of files that are changed in a session without a file. Default: a store of its own. */
  memoryBlobs?: BlobStore | undefined;
}

/** The runtime that the command line and the gateway share: coding tools on a real folder, sessions as files. */
export function createCodingRuntime(options: CodingRuntimeOptions): ArgentRuntime {
  return createArgentRuntime(codingRuntimeOptions(options));
}

/** What a coding agent is composed of, also for programs that hold one longer than a run. */
export function codingRuntimeOptions(options: CodingRuntimeOptions): ArgentRuntimeOptions {
  const { env, cwd, sessionFolder, openEnv, approval, subAgents = true, ...rest } = options;
  const { memoryBlobs = memoryBlobStore(), extraTools, toolNames, ...runtime } = rest;
  const open = openEnv ?? ((folder: string) => localEnv({ cwd: folder, env }));
  const secrets = secretValues(env);
  return {
    provider: createProviderRegistry({
      apiKey: (provider) => apiKeyFor(provider, env),
      baseUrls: baseUrlsFrom(env),
    }),
    systemPrompt: async ({ env: workspace, tools, skills }) => {
      const root = await findRepositoryRoot(workspace);
      const { files } = await loadContextFiles(workspace, { root });
      const list = formatSkillList(
        skills,
        tools.map(({ name }) => name),
      );
      const prompt = codingPrompt(workspace, tools, files);
      return list === "" ? prompt : `${prompt}\n\n# Skills\n\n${list}`;
    },
    // A lesson of one folder holds in the whole project.
    lessonScope: (_request, workspace) => findRepositoryRoot(workspace),
    ...runtime,
    env: (workspaceDir) => open(workspaceDir ?? cwd),
    tools(workspace, { session, model, thinkingLevel, agent }) {
      const tools = createCodingTools({
        cwd: workspace.cwd,
        env: workspace,
        approval,
        secrets,
        clock: options.clock,
        checkpoints: createCheckpoints({
          env: workspace,
          session,
          blobs: sessionBlobs(session, memoryBlobs),
        }),
        task: subAgents
          ? { agent, model, thinkingLevel, createSession: () => createTaskSession(session) }
          : undefined,
      });
      return chooseTools([...tools, ...(extraTools?.(workspace, approval) ?? [])], toolNames);
    },
    sessions: options.sessions ?? fileSessionStore(sessionFolder),
  };
}

function chooseTools(tools: AgentTool[], names: readonly string[] | undefined): AgentTool[] {
  if (names === undefined) return tools;
  const unknown = names.filter((name) => !tools.some((tool) => tool.name === name));
  if (unknown.length === 0) return tools.filter((tool) => names.includes(tool.name));
  const known = tools.map((tool) => tool.name).join(", ");
  const listed = unknown.map((name) => `"${name}"`).join(", ");
  throw new AiError("invalid_request", `There is no tool ${listed}. The tools are ${known}.`);
}

/** Where the originals of changed files are kept: beside the session, when it lies in a file. */
export function sessionBlobs(session: ArgentSessionManager, memoryBlobs: BlobStore): BlobStore {
  const file = session.getSessionFile();
  return file === undefined ? memoryBlobs : fileBlobStore(checkpointFolder(file));
}

/** The session of a sub-agent lies in a folder of its own, so that it is not among those that people started. */
function createTaskSession(parent: ArgentSessionManager): Promise<ArgentSessionManager> {
  const file = parent.getSessionFile();
  if (file === undefined) return Promise.resolve(ArgentSessionManager.inMemory(parent.getCwd()));
  const sessionDir = join(dirname(file), "tasks", parent.getSessionId());
  return ArgentSessionManager.create(parent.getCwd(), { sessionDir, parentSession: file });
}

/** The variables that the vendors' own tools read for another endpoint. The key goes there, because its owner says so. */
export function baseUrlsFrom(env: Record<string, string | undefined>): Record<string, string> {
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
