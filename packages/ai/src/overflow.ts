import type { AssistantMessage } from "./message.ts";
import type { Model } from "./model.ts";

/**
 * Whether the prompt did not fit the model: the vendor said so, or its counts show that it cut the prompt in silence.
 */
export function isContextOverflow(
  message: AssistantMessage,
  model?: Pick<Model, "contextWindow">,
): boolean {
  if (message.error?.kind === "context_overflow") return true;
  if (message.stopReason === "error") {
    return message.error === undefined && isOverflowText(message.errorMessage ?? "");
  }
  const contextWindow = model?.contextWindow;
  if (!contextWindow) return false;
  const prompt = message.usage.input + message.usage.cacheRead + message.usage.cacheWrite;
  if (message.stopReason === "stop") return prompt > contextWindow;
  return (
    message.stopReason === "length" && message.usage.output === 0 && prompt >= contextWindow * 0.99
  );
}

/** Vendors that have no code for it; one pattern a wording, seen in the wild. */
export const overflowPatterns: readonly RegExp[] = [
  /prompt (is|was)? ?too long/i,
  /request_too_large/i,
  /input is too long for requested model/i,
  /exceed(s|ed)?\b.{0,40}\bcontext (size|window|length)/i,
  /input token count.*exceeds the maximum/i,
  /maximum prompt length is \d+/i,
  /prompt exceeds max length/i,
  /reduce the length of the messages/i,
  /maximum context length/i,
  /exceeds the limit of \d+/i,
  /greater than the context length/i,
  /longer than the model'?s context length/i,
  /context ?window ?exceed/i,
  /exceeded model token limit/i,
  /too large for model with \d+ maximum context length/i,
  /model_context_window_exceeded|context_length_exceeded/i,
  /exceeds maximum allowed input length/i,
  /configured context size/i,
  /range of input length should be/i,
  /token limit exceeded/i,
  /too many tokens/i,
];

const notOverflow = /rate.?limit|too many requests|throttl|per minute|service unavailable/i;

export function isOverflowText(text: string): boolean {
  return !notOverflow.test(text) && overflowPatterns.some((pattern) => pattern.test(text));
}

/** Money or an allowance is used up: waiting a little does not help, so this is never retried. */
const quotaPattern =
  /insufficient.?(quota|balance|credit|funds)|quota exceeded|exceeded your current quota|credit balance is too low|billing|out of budget|usage limit|spending limit|available balance/i;

export function isQuotaText(text: string): boolean {
  return quotaPattern.test(text);
}
