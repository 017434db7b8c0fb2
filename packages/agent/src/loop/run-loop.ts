import {
  type AssistantMessage,
  createToolValidator,
  emptyUsage,
  isContextOverflow,
  systemClock,
  type ToolResultMessage,
  type ToolValidator,
  textOf,
  toAiError,
  toolCallsOf,
} from "@argent/ai";
import type { AgentContext } from "../context.ts";
import { createLlmView } from "../convert-to-llm.ts";
import type { EmitEvent, RunStopReason } from "../event.ts";
import type { AgentMessage } from "../message.ts";
import { AbortWatch } from "./abort-watch.ts";
import type { AgentLoopConfig } from "./config.ts";
import { createRepetitionDetector } from "./repetition.ts";
import { requestAnswer } from "./request-answer.ts";
import { runToolBatch } from "./tool-batch.ts";
import { Transcript } from "./transcript.ts";

export interface LoopRun {
  prompts: readonly AgentMessage[];
  /** `messages` grows as the run goes on. */
  context: AgentContext;
  config: AgentLoopConfig;
  emit: EmitEvent;
  signal: AbortSignal;
  /** Default: one that compiles the tools' schemas for this run alone. */
  validate?: ToolValidator | undefined;
  onPartial?: ((read: (() => AssistantMessage) | undefined) => void) | undefined;
}

export interface LoopResult {
  /** The new messages of this run. */
  messages: AgentMessage[];
  stopReason: RunStopReason;
}

/**
 * Runs turns until nothing is left to do: prompts in, answer, tool calls, steering, follow-ups. Ends with `agent_end`
 * and never rejects.
 */
export async function runLoop(run: LoopRun): Promise<LoopResult> {
  const { context, config, emit } = run;
  const transcript = new Transcript(context, emit, config.record);
  const progress: Progress = { transcript, isInTurn: false };
  const { messages } = transcript;
  await emit({ type: "agent_start" });
  const abort = new AbortWatch(run.signal);
  let stopReason: RunStopReason;
  try {
    stopReason = await runTurns(run, abort, progress);
  } catch (cause) {
    // What cannot be recorded comes here, and a hook that fails: everything else is already a message or a tool result.
    stopReason = "error";
    const message = failureMessage(run, cause);
    if (!progress.isInTurn) await emit({ type: "turn_start" });
    await transcript.fail(message);
    await emit({ type: "turn_end", message, toolResults: [] });
  } finally {
    abort.close();
  }
  await emit({ type: "agent_end", messages, stopReason });
  return { messages, stopReason };
}

interface Progress {
  readonly transcript: Transcript;
  /** Whether there was a `turn_start` whose `turn_end` has not come. */
  isInTurn: boolean;
}

async function runTurns(
  run: LoopRun,
  abort: AbortWatch,
  progress: Progress,
): Promise<RunStopReason> {
  const { transcript } = progress;
  const { messages } = transcript;
  const { config, context, emit, signal } = run;
  const clock = config.clock ?? systemClock;
  const validate = run.validate ?? createToolValidator();
  const convertToLlm = config.convertToLlm ?? createLlmView();
  const repetition = createRepetitionDetector(config.maxRepetitions ?? 5);
  let pending: readonly AgentMessage[] = run.prompts;
  let isRecovering = false;

  for (let turn = 1, isFirst = true; ; turn++, isFirst = false) {
    progress.isInTurn = true;
    const started = emit({ type: "turn_start" });
    if (started !== undefined) await started;
    if (pending.length > 0) await takeIn(pending, run, transcript);
    if (isFirst) {
      const steering = (await config.getSteeringMessages?.()) ?? [];
      if (steering.length > 0) await takeIn(steering, run, transcript);
    }

    if (config.beforeRequest && !signal.aborted) {
      const shortened = await config.beforeRequest(context.messages, signal);
      if (shortened) context.messages = shortened;
    }

    const answer = await requestAnswer({
      context,
      config,
      clock,
      abort,
      emit,
      convertToLlm,
      accept: (message) => transcript.accept(message),
      onPartial: run.onPartial,
    });
    const calls = toolCallsOf(answer);
    let results: ToolResultMessage[] = [];
    let terminate = false;
    const didNotFit = isContextOverflow(answer, config.model) && saysNothing(answer);
    if (didNotFit && !isRecovering && config.recoverFromOverflow) {
      const fitting = await config.recoverFromOverflow(context.messages, signal);
      progress.isInTurn = false;
      await emit({ type: "turn_end", message: answer, toolResults: [] });
      if (signal.aborted) return "aborted";
      if (fitting === undefined) return endOf(answer);
      context.messages = fitting;
      pending = [];
      isRecovering = true;
      turn--; // asked again, like after any failure that a retry may mend
      continue;
    }
    isRecovering = false;
    const ended = answer.stopReason === "error" || answer.stopReason === "aborted";
    if (!ended && calls.length > 0) {
      const batch = await runToolBatch(
        calls,
        { assistantMessage: answer, context, config, clock, abort, emit, validate },
        (message) => transcript.show(message),
      );
      ({ results, terminate } = batch);
      if (batch.failure) throw batch.failure.cause;
    }
    progress.isInTurn = false;
    const told = emit({ type: "turn_end", message: answer, toolResults: results });
    if (told !== undefined) await told;
    if (ended) return endOf(answer);
    if (signal.aborted) return "aborted";
    if (config.shouldStopAfterTurn) {
      const finished = { message: answer, toolResults: results, context, newMessages: messages };
      if (await config.shouldStopAfterTurn(finished)) return endOf(answer);
    }
    if (calls.length > 0 && repetition.isStuck(calls, results)) {
      await emit({
        type: "limit_reached",
        limit: "repetition",
        value: config.maxRepetitions ?? 5,
        message:
          "The run was stopped because the same tool calls gave the same results again and again (maxRepetitions).",
      });
      return "repetition";
    }
    const wantsMore = calls.length > 0 && !terminate;
    if (turn === config.maxTurns) {
      // What is queued stays queued: a message that was taken now would be lost.
      if (!wantsMore && !config.hasSteering?.()) return terminate ? "terminated" : endOf(answer);
      await emit({
        type: "limit_reached",
        limit: "turns",
        value: turn,
        message: `The run was stopped after ${turn} turns (maxTurns).`,
      });
      return "limit";
    }
    pending = (await config.getSteeringMessages?.()) ?? [];
    if (pending.length > 0 || wantsMore) continue;
    pending = (await config.getFollowUpMessages?.()) ?? [];
    if (pending.length > 0) continue;
    return terminate ? "terminated" : endOf(answer);
  }
}

async function takeIn(
  messages: readonly AgentMessage[],
  { context, config, emit, signal }: LoopRun,
  transcript: Transcript,
): Promise<void> {
  const { beforeUserMessage } = config;
  for (const message of messages) {
    if (beforeUserMessage && message.role === "user") {
      const leading = await beforeUserMessage(message, context.messages, signal);
      if (leading) {
        await transcript.add(leading.message);
        await emit(leading.event);
      }
    }
    await transcript.add(message);
  }
}

/** An answer that says something stands, even when its prompt was too long; the next request is compacted before. */
function saysNothing(answer: AssistantMessage): boolean {
  return (
    answer.stopReason === "error" ||
    (toolCallsOf(answer).length === 0 && textOf(answer).trim() === "")
  );
}

function endOf(answer: AssistantMessage): RunStopReason {
  return answer.stopReason === "toolUse" ? "stop" : answer.stopReason;
}

function failureMessage({ config }: LoopRun, cause: unknown): AssistantMessage {
  const error = toAiError(cause);
  const { model } = config;
  return {
    role: "assistant",
    content: [],
    api: model.api,
    provider: model.provider,
    model: model.id,
    usage: emptyUsage(),
    stopReason: "error",
    errorMessage: error.message,
    error: error.toMessageError(),
    timestamp: (config.clock ?? systemClock).now(),
  };
}
