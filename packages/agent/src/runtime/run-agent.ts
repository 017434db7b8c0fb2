import {
  AiError,
  clampThinkingLevel,
  getModel,
  type Model,
  resolveModel,
  type ThinkingLevel,
} from "@argent/ai";
import { Agent, type AgentOptions } from "../agent.ts";
import { createRecallTool } from "../compaction/recall-tool.ts";
import type { ExecutionEnv } from "../env/execution-env.ts";
import { buildSystemPrompt } from "../prompt/build-system-prompt.ts";
import { expandTemplateCommand } from "../prompt/expand-template-command.ts";
import { isFirstRun } from "../prompt/first-run.ts";
import { loadContextFiles } from "../prompt/load-context-files.ts";
import { loadPromptTemplates } from "../prompt/load-prompt-templates.ts";
import type { ArgentSessionManager } from "../session/session-manager.ts";
import { promptModeOf } from "../session-key.ts";
import { discoverSkills } from "../skills/discover-skills.ts";
import { enforceSkillTools } from "../skills/enforce-skill-tools.ts";
import { expandSkillCommand } from "../skills/expand-skill-command.ts";
import type { Skill } from "../skills/skill.ts";
import { createSkillTool } from "../skills/skill-tool.ts";
import type { AgentTool, BeforeToolCall } from "../tool.ts";
import type { ArgentRuntimeOptions } from "./argent-runtime.ts";
import type { RunRequest } from "./runtime.ts";

/** What a system prompt is made of. */
export interface RunPromptContext {
  env: ExecutionEnv;
  tools: AgentTool[];
  skills: readonly Skill[];
  model: Model;
  request: RunRequest;
}

/** What the tools of a run may use of it, for example to run another agent for it. */
export interface RunToolsContext {
  session: ArgentSessionManager;
  request: RunRequest;
  model: Model;
  thinkingLevel: ThinkingLevel;
  /** The provider, the key, retries and hooks. */
  agent: Omit<AgentOptions, "session" | "initialState">;
}

/** The agent of one run, and its prompt with skill and template commands expanded. */
export interface RunAgent {
  agent: Agent;
  /** `undefined`: what the user said last in the session is the prompt. */
  prompt: string | undefined;
  /** The system prompt shows `BOOTSTRAP.md`, which is to be remembered when the run has been through it. */
  isFirstRun: boolean;
}

/** Composes the agent of a run: model, tools, skills, system prompt. */
export async function createRunAgent(
  options: ArgentRuntimeOptions,
  request: RunRequest,
  env: ExecutionEnv,
  session: ArgentSessionManager,
): Promise<RunAgent> {
  const model = chooseModel(options, request, session);
  const { skills } = await discoverSkills(env, options.skillFolders ?? []);
  // Nobody asked for more than the model's least; only a level that was asked for is worth a warning.
  const thinkingLevel = request.thinking ?? clampThinkingLevel(model, options.thinking ?? "off");
  const { provider, retry, maxTurns, maxRepetitions, abortGraceMs, cacheRetention } = options;
  const settings: RunToolsContext["agent"] = {
    provider,
    retry,
    maxTurns,
    maxRepetitions,
    abortGraceMs,
    cacheRetention,
    beforeToolCall: inTurn(enforceSkillTools(skills), options.beforeToolCall),
    afterToolCall: options.afterToolCall,
    steeringPolicy: options.steeringPolicy ?? "cancel-running",
    compaction: options.compaction,
    clock: options.clock,
    metadata: request.metadata,
    ...(request.apiKey !== undefined && { getApiKey: () => request.apiKey }),
  };
  const run: RunToolsContext = { session, request, model, thinkingLevel, agent: settings };
  const tools = toolsOf(options.tools(env, run), env, session, skills);
  const systemPrompt = await (options.systemPrompt ?? defaultSystemPrompt)({
    env,
    tools,
    skills,
    model,
    request,
  });
  const agent = new Agent({
    ...settings,
    session,
    initialState: { model, thinkingLevel, systemPrompt, tools },
  });
  return {
    agent,
    prompt: await expandPrompt(options, request, env, skills, tools),
    isFirstRun: options.systemPrompt === undefined && (await isFirstRun(env)),
  };
}

function toolsOf(
  given: readonly AgentTool[],
  env: ExecutionEnv,
  session: ArgentSessionManager,
  skills: readonly Skill[],
): AgentTool[] {
  const tools = [...given, createRecallTool(session)];
  const toolNames = tools.map(({ name }) => name);
  return skills.length > 0 ? [...tools, createSkillTool(skills, env, { toolNames })] : tools;
}

async function defaultSystemPrompt(context: RunPromptContext): Promise<string> {
  const { env, tools, skills, model, request } = context;
  const { files } = await loadContextFiles(env);
  return buildSystemPrompt({
    mode: promptModeOf(request.sessionKey),
    env,
    tools,
    skills,
    contextFiles: files,
    model: `${model.provider}/${model.id}`,
    thinking: request.thinking,
    userTimezone: request.userTimezone,
  });
}

/**
 * Replaces `/skill:name arguments` by the skill and `/name arguments` by the prompt template.
 *
 * @throws AiError `invalid_request` for a skill that cannot be loaded.
 */
async function expandPrompt(
  options: ArgentRuntimeOptions,
  { prompt }: RunRequest,
  env: ExecutionEnv,
  skills: readonly Skill[],
  tools: readonly AgentTool[],
): Promise<string | undefined> {
  if (prompt === undefined) return undefined;
  const toolNames = tools.map(({ name }) => name);
  const expanded = await expandSkillCommand(prompt, skills, env, { toolNames });
  if (!expanded.ok) throw new AiError("invalid_request", expanded.error.message);
  if (expanded.value !== prompt || !options.templateFolders?.length) return expanded.value;
  const { templates } = await loadPromptTemplates(env, options.templateFolders);
  return expandTemplateCommand(prompt, templates);
}

/** The first hook's word counts unless it has nothing to say. */
function inTurn(first: BeforeToolCall, second: BeforeToolCall | undefined): BeforeToolCall {
  return async (context, signal) => (await first(context, signal)) ?? second?.(context, signal);
}

/** The request's model, else the session's, else the runtime's. */
function chooseModel(
  options: ArgentRuntimeOptions,
  request: RunRequest,
  session: ArgentSessionManager,
): Model {
  const resolve =
    options.resolveModel ??
    ((reference: string, provider: string | undefined) => resolveModel(reference, { provider }));
  if (request.model !== undefined) return resolve(request.model, request.provider);
  const used = session.buildSessionContext().model;
  const { model } = options;
  if (used !== null && request.provider === undefined) {
    if (model?.id === used.modelId && model.provider === used.provider) return model;
    return getModel(used.provider, used.modelId);
  }
  if (model !== undefined) return model;
  throw new AiError(
    "invalid_request",
    "The run names no model, and the runtime has no default. Pass { model }.",
  );
}
