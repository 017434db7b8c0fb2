import type { Clock } from "@argent/ai";
import type { ExecutionEnv } from "../env/execution-env.ts";
import type { AgentEvent, RunStopReason } from "../event.ts";
import type { AgentMessage } from "../message.ts";
import { rememberFirstRun } from "../prompt/first-run.ts";
import type { SteeredAgent } from "../queue/steer-agent.ts";
import type { ArgentSessionManager } from "../session/session-manager.ts";
import { unlessAborted } from "../unless-aborted.ts";
import type { ArgentRuntimeOptions } from "./argent-runtime.ts";
import { createRunAgent, type RunAgent } from "./run-agent.ts";
import { failedRun, stoppedBy, summarizeRun } from "./run-result.ts";
import type { RunRequest, RunResult } from "./runtime.ts";

/** One run, when it is its turn. */
export interface PerformedRun {
  options: ArgentRuntimeOptions;
  clock: Clock;
  request: RunRequest;
  runId: string;
  signal: AbortSignal;
  /** Tells what happens in the run; its id is put on the event. */
  publish(event: AgentEvent): void;
  /**
   * Lets the session's messages steer the run; called once, before it starts. `expandPrompt` gives what a message stands
   * for that begins with a command; without it messages are said as they are.
   */
  prepare(agent: SteeredAgent, expandPrompt?: RunAgent["expandPrompt"]): void;
}

/** Performs one run, to its end. Must not reject: a failure is a result. */
export type PerformRun = (run: PerformedRun) => Promise<RunResult>;

/** Performs a run with Argent's agent. What goes wrong before the first request is a result too. */
export async function performRun(run: PerformedRun): Promise<RunResult> {
  const { options, clock, request, runId, signal } = run;
  const startedAt = clock.now();
  let session: ArgentSessionManager | undefined;
  let env: ExecutionEnv | undefined;
  try {
    env = await unlessAborted(
      signal,
      async () => options.env(request.workspaceDir),
      (late) => late.close(),
    );
    const { cwd } = env;
    const { sessionKey, sessionFile } = request;
    session = await unlessAborted(
      signal,
      () => options.sessions.open({ sessionKey, sessionFile, cwd }),
      (late) => late.close(),
    );
    const parts = [options, request, env, session, runId] as const;
    const composed = await unlessAborted(signal, () => createRunAgent(...parts));
    composed.agent.subscribe(run.publish);
    run.prepare(composed.agent, composed.expandPrompt);
    const { messages, stopReason, lessons } = await drive(composed, signal);
    if (composed.isFirstRun && stopReason === "stop") await endFirstRun(run, env);
    return {
      ...summarizeRun(messages, stopReason, lessons),
      ...(stopReason === "aborted" && stoppedBy(signal)),
      runId,
      stopReason,
      duration: clock.now() - startedAt,
      sessionFile: session.getSessionFile(),
    };
  } catch (cause) {
    return {
      ...failedRun(cause),
      runId,
      duration: clock.now() - startedAt,
      sessionFile: session?.getSessionFile(),
    };
  } finally {
    // Everything is written: what stays open must not turn an answer into a failure.
    await Promise.allSettled([session?.close(), env?.close()]);
  }
}

async function endFirstRun({ options, request, clock }: PerformedRun, env: ExecutionEnv) {
  const remembered = await rememberFirstRun(env, clock.now());
  if (remembered.ok) return;
  const message = `BOOTSTRAP.md is shown in the next run again, because it could not be remembered that it was. ${remembered.error.message}`;
  options.onProblem?.({ code: "unwritable", severity: "warning", message }, request);
}

async function drive(
  { agent, prompt }: RunAgent,
  signal: AbortSignal,
): Promise<{
  messages: AgentMessage[];
  stopReason: RunStopReason;
  lessons: RunResult["lessons"];
}> {
  let stopReason: RunStopReason = "error";
  /** By id: after a compaction a lesson can be shown again. */
  const lessons = new Map<string, RunResult["lessons"][number]>();
  const started = prompt === undefined ? agent.continue(signal) : agent.prompt(prompt, { signal });
  started.on("agent_end", (event) => {
    stopReason = event.stopReason;
  });
  started.on("lesson_injected", (event) => {
    for (const { id, title } of event.lessons) lessons.set(id, { id, title });
  });
  const messages = await started;
  return { messages, stopReason, lessons: [...lessons.values()] };
}
