import {
  AiError,
  clampThinkingLevel,
  getModel,
  type Model,
  resolveModel,
  type ThinkingLevel,
} from "@argent/ai";
import { Agent } from "../agent.ts";
import type { AgentOptions } from "../agent-options.ts";
import { createRecallTool } from "../compaction/recall-tool.ts";
import type { ExecutionEnv } from "../env/execution-env.ts";
import { buildSystemPrompt } from "../prompt/build-system-prompt.ts";
import { expandTemplateCommand } from "../prompt/expand-template-command.ts";
import { findRepositoryRoot } from "../prompt/find-repository-root.ts";
import { isFirstRun } from "../prompt/first-run.ts";
import { loadContextFiles } from "../prompt/load-context-files.ts";
import { loadPromptTemplates } from "../prompt/load-prompt-templates.ts";
import type { PromptProblem } from "../prompt/prompt-problem.ts";
import { resolveSessionTemplates } from "../prompt/resolve-session-templates.ts";
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
import { sessionParameters } from "./session-parameters.ts";

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
  /** For `RunRequest.parent`; absent for an agent that is held longer than a run. */
  runId?: string | undefined;
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
  /** The skills that were found. */
  skills: readonly Skill[];
  /** Expands commands in what is said later to the same agent; rejects as `prompt` does. */
  expandPrompt(prompt: string): Promise<string>;
  /** The system prompt shows `BOOTSTRAP.md`, which is to be remembered when the run has been through it. */
  isFirstRun: boolean;
}

/**
 * Composes the agent of a run: model, tools, skills, system prompt. Without a prompt in the request the agent can be held
 * for a whole conversation.
 *
 * @throws AiError `invalid_request` when neither the request, the session nor the runtime names a model or a command of
 *   the prompt cannot be expanded, `not_found` for an unknown model.
 */
export async function createRunAgent(
  options: ArgentRuntimeOptions,
  request: RunRequest,
  env: ExecutionEnv,
  session: ArgentSessionManager,
  runId?: string,
): Promise<RunAgent> {
  const model = await chooseModel(options, request, session);
  const report = (problem: PromptProblem) => options.onProblem?.(problem, request);
  const { skills, problems } = await discoverSkills(env, options.skillFolders ?? []);
  problems.forEach(report);
  // Nobody asked for more than the model's least; only a level that was asked for is worth a warning.
  const thinkingLevel = request.thinking ?? clampThinkingLevel(model, options.thinking ?? "off");
  const { provider, retry, maxTurns, maxRepetitions, abortGraceMs, cacheRetention } = options;
  const settings: RunToolsContext["agent"] = {
    provider,
    retry,
    maxTurns,
    maxRepetitions,
    emptyAnswers: options.emptyAnswers,
    abortGraceMs,
    cacheRetention,
    beforeToolCall: inTurn(enforceSkillTools(skills, env), options.beforeToolCall),
    afterToolCall: options.afterToolCall,
    steeringPolicy: options.steeringPolicy ?? "cancel-running",
    steeringMode: options.steeringMode,
    followUpMode: options.followUpMode,
    compaction: options.compaction,
    clock: options.clock,
    metadata: request.metadata,
    ...(request.apiKey !== undefined && { getApiKey: () => request.apiKey }),
  };
  const run: RunToolsContext = { runId, session, request, model, thinkingLevel, agent: settings };
  const templates = toolsOf(options.tools(env, run), env, session, skills);
  const context = { env, tools: templates, skills, model, request };
  const isFirst = await showsFirstRun(options, request, env);
  const filled = await fillTemplates(options, session, request, {
    systemPrompt: await (options.systemPrompt?.(context) ??
      defaultSystemPrompt(context, isFirst, report)),
    tools: templates,
  });
  const { tools } = filled;
  const agent = new Agent({
    ...settings,
    session,
    sis: options.sis,
    lessonScope: options.lessonScope ? await options.lessonScope(request, env) : env.cwd,
    newRunId: runId === undefined ? undefined : () => runId,
    initialState: { model, thinkingLevel, ...filled },
  });
  const expand = (prompt: string) => expandPrompt(options, prompt, env, skills, tools, report);
  return {
    agent,
    prompt: request.prompt === undefined ? undefined : await expand(request.prompt),
    skills,
    expandPrompt: expand,
    isFirstRun: isFirst,
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

/** Only a prompt of mode `full` shows `BOOTSTRAP.md`; a scheduled job must not use the ritual up. */
async function showsFirstRun(
  options: ArgentRuntimeOptions,
  { sessionKey }: RunRequest,
  env: ExecutionEnv,
): Promise<boolean> {
  const isOurs = options.systemPrompt === undefined && promptModeOf(sessionKey) === "full";
  return isOurs && isFirstRun(env);
}

/** Without parameters nothing is a template. */
async function fillTemplates(
  options: ArgentRuntimeOptions,
  session: ArgentSessionManager,
  request: RunRequest,
  parts: { systemPrompt: string; tools: AgentTool[] },
): Promise<{ systemPrompt: string; tools: AgentTool[] }> {
  if (options.parameters === undefined) return parts;
  const parameters = await sessionParameters(session, options.parameters(request));
  const { systemPrompt, tools } = resolveSessionTemplates(parts, { parameters });
  return { systemPrompt, tools };
}

async function defaultSystemPrompt(
  context: RunPromptContext,
  isFirst: boolean,
  onProblem: (problem: PromptProblem) => void,
): Promise<string> {
  const { env, tools, skills, model, request } = context;
  const root = await findRepositoryRoot(env);
  const { files, problems } = await loadContextFiles(env, { root });
  problems.forEach(onProblem);
  return buildSystemPrompt({
    mode: promptModeOf(request.sessionKey),
    env,
    tools,
    skills,
    contextFiles: files,
    isFirstRun: isFirst,
    model: `${model.provider}/${model.id}`,
    thinking: request.thinking,
    userTimezone: request.userTimezone,
    onProblem,
  });
}

/**
 * Replaces `/skill:name arguments` by the skill and `/name arguments` by the prompt template.
 *
 * @throws AiError `invalid_request` for a skill that cannot be loaded.
 */
async function expandPrompt(
  options: ArgentRuntimeOptions,
  prompt: string,
  env: ExecutionEnv,
  skills: readonly Skill[],
  tools: readonly AgentTool[],
  report: (problem: PromptProblem) => void,
): Promise<string> {
  const toolNames = tools.map(({ name }) => name);
  const expanded = await expandSkillCommand(prompt, skills, env, { toolNames });
  if (!expanded.ok) throw new AiError("invalid_request", expanded.error.message);
  if (expanded.value !== prompt || !options.templateFolders?.length) return expanded.value;
  const { templates, problems } = await loadPromptTemplates(env, options.templateFolders);
  problems.forEach(report);
  return expandTemplateCommand(prompt, templates);
}

/** The first hook's word counts unless it has nothing to say. */
function inTurn(first: BeforeToolCall, second: BeforeToolCall | undefined): BeforeToolCall {
  return async (context, signal) => (await first(context, signal)) ?? second?.(context, signal);
}

/** The request's model, else the session's, else the runtime's. */
async function chooseModel(
  options: ArgentRuntimeOptions,
  request: RunRequest,
  session: ArgentSessionManager,
): Promise<Model> {
  const {
    resolveModel: resolve = (reference, provider) => resolveModel(reference, { provider }),
    findModel: find = getModel,
  } = options;
  if (request.model !== undefined) return resolve(request.model, request.provider);
  const used = session.buildSessionContext().model;
  const { model } = options;
  if (used !== null && request.provider === undefined) {
    if (model?.id === used.modelId && model.provider === used.provider) return model;
    return find(used.provider, used.modelId);
  }
  if (model !== undefined) return model;
  throw new AiError(
    "invalid_request",
    "The run names no model, and the runtime has no default. Pass { model }.",
  );
}
