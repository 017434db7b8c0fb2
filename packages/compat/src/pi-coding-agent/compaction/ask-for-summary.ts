import { summarySystemPrompt } from "@argent/agent/session-format";
import { AiError, textOf, toolCallsOf } from "@argent/ai";
import type { StreamFn, ThinkingLevel } from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import { streamSimple } from "../../pi-ai/stream.ts";
import type { AssistantMessage, Model, SimpleStreamOptions } from "../../pi-ai/types.ts";

/** Which model writes a summary, and how it is asked. */
export interface SummaryWriter {
  model: Model<Loose>;
  apiKey: string | undefined;
  headers?: Record<string, string> | undefined;
  signal?: AbortSignal | undefined;
  /** Of a model that can think. Default: `"off"`. */
  thinkingLevel?: ThinkingLevel | undefined;
  /** Default: the provider that is registered for the model's API. */
  streamFn?: StreamFn | undefined;
}

/** Asks for a summary, without tools and without keeping anything in the vendor's cache. */
export async function askForSummary(
  writer: SummaryWriter,
  prompt: string,
  maxTokens: number,
): Promise<AssistantMessage> {
  const { model, streamFn = streamSimple } = writer;
  const content = [{ type: "text" as const, text: prompt }];
  const stream = await streamFn(
    model,
    {
      systemPrompt: summarySystemPrompt,
      messages: [{ role: "user", content, timestamp: Date.now() }],
    },
    optionsOf(writer, maxTokens),
  );
  return stream.result();
}

/** Why an answer is no summary, after `label`; `undefined` when it is one. */
export function summaryFailure(answer: AssistantMessage, label: string): AiError | undefined {
  const { stopReason, errorMessage, error } = answer;
  switch (stopReason) {
    case "aborted":
      return new AiError("aborted", `${label} failed: ${errorMessage || "Request was aborted"}`);
    case "error":
      return new AiError(
        error?.kind ?? "server",
        `${label} failed: ${errorMessage || "Unknown error"}`,
      );
    case "length":
      return new AiError(
        "server",
        `${label} failed: the answer was cut off at its limit of tokens`,
      );
  }
  if (toolCallsOf(answer).length > 0)
    return new AiError("server", `${label} attempted to call a tool`);
  if (textOf(answer).trim()) return undefined;
  return new AiError("server", `${label} failed: the answer is empty`);
}

/** The text of an answer; each block begins a line. */
export function summaryText(answer: AssistantMessage): string {
  return answer.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
}

function optionsOf(writer: SummaryWriter, maxTokens: number): SimpleStreamOptions {
  const { model, apiKey, headers, signal, thinkingLevel } = writer;
  const most = model.maxTokens > 0 ? Math.min(maxTokens, model.maxTokens) : maxTokens;
  const thinks = model.reasoning && thinkingLevel !== undefined && thinkingLevel !== "off";
  return {
    maxTokens: most,
    cacheRetention: "none",
    apiKey,
    headers,
    signal,
    ...(thinks && { reasoning: thinkingLevel }),
  };
}
