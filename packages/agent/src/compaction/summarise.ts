import {
  type AiError,
  type AssistantMessage,
  addUsage,
  collect,
  emptyUsage,
  type MessageError,
  orThrow,
  sleep,
  systemClock,
  type TurnRequest,
  textOf,
  toAiError,
  toolCallsOf,
  type Usage,
} from "@argent/ai";
import type { EmitEvent } from "../event.ts";
import { AbortWatch } from "../loop/abort-watch.ts";
import { type AgentLoopConfig, defaultAbortGraceMs } from "../loop/config.ts";
import { inGrace } from "../loop/in-grace.ts";
import { retryDelayMs } from "../loop/retry-delay.ts";
import { summarySystemPrompt } from "./summary-prompt.ts";

/** How a summary is asked for: as the run asks for its answers, so a loop's config fits. */
export type SummaryConfig = Pick<
  AgentLoopConfig,
  | "stream"
  | "model"
  | "thinking"
  | "thinkingBudgets"
  | "headers"
  | "metadata"
  | "onRequest"
  | "onResponse"
  | "getApiKey"
  | "retry"
  | "abortGraceMs"
  | "clock"
  | "random"
>;

export interface SummaryRequest {
  config: SummaryConfig;
  prompt: string;
  /** Tokens, thinking included. */
  maxTokens: number;
  signal?: AbortSignal | undefined;
  /** Told of retries. */
  emit?: EmitEvent | undefined;
}

export type SummaryAnswer =
  | { type: "summary"; text: string; usage: Usage }
  | {
      type: "failed";
      reason: "aborted" | "error" | "empty" | "cut" | "tool_call";
      message: string;
      error?: MessageError | undefined;
      usage: Usage;
    };

/**
 * Asks for a summary: no tools, nothing kept in the vendor's cache, retried as the policy says. An answer that is empty,
 * was cut off or calls a tool is none. `usage` is that of all attempts. Never rejects.
 */
export async function summarise(request: SummaryRequest): Promise<SummaryAnswer> {
  const { config, signal, emit } = request;
  const { retry = {}, random = Math.random, clock = systemClock } = config;
  let usage = emptyUsage();
  for (let attempt = 1; ; attempt++) {
    const { answer, failure } = await ask(request);
    if (answer) usage = addUsage(usage, answer.usage);
    if (signal?.aborted || failure?.code === "aborted") return aborted(usage);
    if (!failure) return answer ? { ...judged(answer), usage } : aborted(usage);
    const { message } = failure;
    const error = failure.toMessageError();
    const delayMs = retryDelayMs(error, attempt, retry, random);
    if (delayMs === undefined) return { type: "failed", reason: "error", message, error, usage };
    const maxAttempts = retry.maxRetries ?? 3;
    await emit?.({ type: "retry", attempt, maxAttempts, delayMs, error, message });
    if (!(await sleep(delayMs, clock, signal))) return aborted(usage);
  }
}

/** A failed answer may have been counted, too. */
async function ask(
  request: SummaryRequest,
): Promise<{ answer?: AssistantMessage; failure?: AiError }> {
  let answer: AssistantMessage | undefined;
  try {
    request.signal?.throwIfAborted();
    answer = await answerTo(request);
    return { answer: orThrow(answer) };
  } catch (cause) {
    return { ...(answer && { answer }), failure: toAiError(cause) };
  }
}

function answerTo(request: SummaryRequest): Promise<AssistantMessage> {
  const { config, signal } = request;
  const { stream, clock = systemClock, abortGraceMs: graceMs = defaultAbortGraceMs } = config;
  const answer = turnRequest(request).then((turn) => {
    signal?.throwIfAborted(); // the key may have come late
    return collect(stream(turn));
  });
  if (!signal) return answer;
  const abort = new AbortWatch(signal);
  return inGrace(answer, { abort, clock, graceMs }).finally(() => abort.close());
}

async function turnRequest({ config, ...request }: SummaryRequest): Promise<TurnRequest> {
  const { model, clock = systemClock } = config;
  const apiKey = await config.getApiKey?.(model.provider);
  return {
    model,
    systemPrompt: summarySystemPrompt,
    messages: [{ role: "user", content: request.prompt, timestamp: clock.now() }],
    thinking: config.thinking,
    thinkingBudgets: config.thinkingBudgets,
    maxTokens: request.maxTokens,
    cacheRetention: "none",
    headers: config.headers,
    metadata: config.metadata,
    onRequest: config.onRequest,
    onResponse: config.onResponse,
    ...(apiKey && { apiKey }),
    signal: request.signal,
  };
}

type Judgement =
  | { type: "summary"; text: string }
  | { type: "failed"; reason: "empty" | "cut" | "tool_call"; message: string };

function judged(answer: AssistantMessage): Judgement {
  const text = textOf(answer).trim();
  if (toolCallsOf(answer).length > 0) {
    return failed("tool_call", "The model called a tool instead of writing a summary.");
  }
  if (answer.stopReason === "length") {
    return failed("cut", "The summary was cut off at the limit of its length.");
  }
  return text ? { type: "summary", text } : failed("empty", "The model wrote an empty summary.");
}

function failed(reason: "empty" | "cut" | "tool_call", message: string): Judgement {
  return { type: "failed", reason, message };
}

function aborted(usage: Usage): SummaryAnswer {
  return { type: "failed", reason: "aborted", message: "The summary was aborted.", usage };
}
