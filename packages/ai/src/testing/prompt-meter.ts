import type { Message } from "../message.ts";
import type { TurnRequest } from "../provider.ts";
import { estimateTokens } from "./answer.ts";
import type { StepUsage } from "./step.ts";

/** Says how many tokens of a request are new, and how many a vendor's cache would have. */
export type PromptMeter = (request: TurnRequest) => StepUsage;

/** Counts the whole prompt as input. What a message counts is remembered, so that long conversations stay cheap. */
export function createPromptMeter(): PromptMeter {
  const lengths = new WeakMap<Message, number>();
  return (request) => {
    let characters = (request.systemPrompt ?? "").length;
    if (request.tools?.length) characters += JSON.stringify(request.tools).length;
    for (const message of request.messages) {
      let length = lengths.get(message);
      if (length === undefined) {
        length = JSON.stringify(message.content).length;
        lengths.set(message, length);
      }
      characters += length;
    }
    return { input: estimateTokens(characters) };
  };
}

/**
 * Simulates a prompt cache per `sessionId`: what the serialised request has in common with the session's last one is
 * read from the cache, the rest is written to it. Without a session, or with retention `"none"`, all of it is input.
 */
export function createCacheMeter(): PromptMeter {
  const prompts = new Map<string, string>();
  return (request) => {
    const prompt = serialise(request);
    if (request.sessionId === undefined || request.cacheRetention === "none") {
      return { input: estimateTokens(prompt.length) };
    }
    const cacheRead = Math.floor(commonLength(prompts.get(request.sessionId) ?? "", prompt) / 4);
    prompts.set(request.sessionId, prompt);
    return { input: 0, cacheRead, cacheWrite: estimateTokens(prompt.length) - cacheRead };
  };
}

/** In the order in which vendors build their prefix: another model, tool or system prompt misses everything after it. */
function serialise(request: TurnRequest): string {
  const { model, tools, systemPrompt, messages } = request;
  return JSON.stringify([model.provider, model.id, tools ?? [], systemPrompt ?? "", messages]);
}

function commonLength(one: string, other: string): number {
  const limit = Math.min(one.length, other.length);
  let length = 0;
  while (length < limit && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return length;
}
