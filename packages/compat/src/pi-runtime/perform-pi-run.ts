import {
  type AgentMessage,
  type ArgentSessionManager,
  createRunAgent,
  failedRun,
  type PerformedRun,
  type RunAgent,
  type RunResult,
  type RunStopReason,
  recordInto,
  summarizeRun,
} from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { AiError, type UserMessage } from "@argent/ai";
import { createPiAgentEventReader } from "../adapters/from-pi-agent-event.ts";
import { fromPiAnswer } from "../adapters/pi-message.ts";
import { toPiModel } from "../adapters/pi-model.ts";
import { toPiTool } from "../adapters/pi-tool.ts";
import { compactBeforePi } from "./compact-before-pi.ts";
import type { InstalledPi, PiModules } from "./load-pi.ts";
import type { PiAgent } from "./pi-agent.ts";
import { piHooks } from "./pi-hooks.ts";
import { type PiRequestsOptions, piProvider, piStream } from "./pi-requests.ts";
import { steerPi } from "./steer-pi.ts";

export interface PerformPiRunOptions extends PiRequestsOptions {
  pi: InstalledPi;
  /** Told of the session and what the run is composed of before it starts. */
  onComposed?: ((composed: ComposedPiRun) => void) | undefined;
  /** The prompt is in the session already, with an answer that failed: that one is left beside the path. */
  isSecondTry?: boolean | undefined;
}

export interface ComposedPiRun {
  session: ArgentSessionManager;
  composed: RunAgent;
}

/**
 * Runs one turn with Pi's loop and Pi's providers. What it works with is what Argent would work with: the same session,
 * tools, hooks and system prompt. The session is written by our manager: 0.73.1's writes a session anew into its own file
 * when that has no answer yet. Never rejects.
 */
export async function performPiRun(
  run: PerformedRun,
  options: PerformPiRunOptions,
): Promise<RunResult> {
  const { clock, request, runId, signal } = run;
  const startedAt = clock.now();
  let session: ArgentSessionManager | undefined;
  let env: ExecutionEnv | undefined;
  let result: Omit<RunResult, "runId" | "duration">;
  try {
    if (signal.aborted) throw new AiError("aborted", "The run was aborted while it waited.");
    const modules = await options.pi.load();
    env = await run.options.env(request.workspaceDir);
    session = await run.options.sessions.open({ ...request, cwd: env.cwd });
    if (options.isSecondTry) await leaveFailedAnswer(session);
    const { apiKey, baseUrls } = options;
    const provider = piProvider(options.pi, { apiKey, baseUrls });
    const settings = { ...run.options, provider };
    const composed = await createRunAgent(settings, request, env, session, runId);
    options.onComposed?.({ session, composed });
    await compactBeforePi(modules, composed, session, signal);
    const end = await drive(modules, composed, session, run, options);
    result = { ...summarizeRun(end.messages, end.stopReason), stopReason: end.stopReason };
  } catch (cause) {
    result = failedRun(cause);
  } finally {
    await Promise.allSettled([session?.close(), env?.close()]);
  }
  const sessionFile = session?.getSessionFile();
  return { ...result, runId, duration: clock.now() - startedAt, sessionFile };
}

async function drive(
  modules: PiModules,
  composed: RunAgent,
  session: ArgentSessionManager,
  run: PerformedRun,
  options: PerformPiRunOptions,
): Promise<{ messages: AgentMessage[]; stopReason: RunStopReason }> {
  const { clock, runId } = run;
  const agent = createPiAgent(modules, composed, session, run, options);
  const reader = createPiAgentEventReader({ runId, clock });
  const record = recordInto(session, composed.agent.state, (message, cause) =>
    run.publish({ type: "warning", message, cause, runId, timestamp: clock.now() }),
  );
  const steering = steerPi(agent);
  run.prepare(steering.agent, composed.expandPrompt);
  let messages: AgentMessage[] = [];
  let stopReason: RunStopReason = "error";
  let failure: unknown;
  agent.subscribe(async (event) => {
    // From 0.86 on the prompt and the tools are messages too; they are made anew for each run.
    if ("message" in event && event.message.role === "system") return;
    try {
      if (event.type === "message_end") await record(event.message);
    } catch (cause) {
      // Pi knows no listener that fails: the run is stopped, and ends with this.
      failure ??= cause;
      agent.abort();
    }
    for (const own of reader.read(event)) {
      if (own.type === "agent_end") ({ messages, stopReason } = own);
      run.publish(own);
      await steering.tell(own);
    }
  });
  const prompt = options.isSecondTry ? undefined : composed.prompt;
  await untilAborted(agent, run.signal, () =>
    prompt === undefined ? agent.continue() : agent.prompt(userMessage(prompt, clock.now())),
  );
  const settled = reader.settle();
  run.publish(settled);
  await steering.tell(settled);
  if (failure !== undefined) throw failure;
  const { model } = composed.agent.state;
  const answers = messages.map((message) =>
    message.role === "assistant" ? fromPiAnswer(message, model) : message,
  );
  return { messages: answers, stopReason };
}

function createPiAgent(
  { Agent, convertToLlm, streamSimple }: PiModules,
  { agent: { state }, skills }: RunAgent,
  session: ArgentSessionManager,
  { options: settings, request, signal }: PerformedRun,
  options: PerformPiRunOptions,
): PiAgent {
  const context = () => ({
    systemPrompt: state.systemPrompt,
    messages: session.buildSessionContext().messages,
    tools: state.tools,
  });
  const { messages } = session.buildSessionContext();
  return new Agent({
    initialState: {
      systemPrompt: state.systemPrompt,
      model: toPiModel(state.model),
      thinkingLevel: state.thinkingLevel,
      tools: state.tools.map(toPiTool),
      messages,
    },
    convertToLlm,
    streamFn: piStream(streamSimple, options, {
      apiKey: request.apiKey,
      metadata: request.metadata,
      cacheRetention: settings.cacheRetention,
    }),
    ...piHooks(settings, skills, context, signal),
    sessionId: session.getSessionId(),
    steeringMode: settings.steeringMode,
    followUpMode: settings.followUpMode,
  });
}

async function untilAborted(
  agent: PiAgent,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const abort = () => agent.abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    const done = work();
    if (signal.aborted) abort();
    await done;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

async function leaveFailedAnswer(session: ArgentSessionManager): Promise<void> {
  const leaf = session.getLeafEntry();
  const isFailed =
    leaf?.type === "message" &&
    leaf.message.role === "assistant" &&
    leaf.message.stopReason === "error";
  if (isFailed && leaf.parentId !== null) await session.branch(leaf.parentId);
}

function userMessage(prompt: string, timestamp: number): UserMessage {
  return { role: "user", content: [{ type: "text", text: prompt }], timestamp };
}
