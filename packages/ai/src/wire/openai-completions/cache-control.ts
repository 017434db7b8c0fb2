import type { Turn } from "../adapter.ts";
import type { CacheControl, ChatMessage, ChatPart, ChatPayload } from "./chat-payload.ts";

/**
 * Puts Anthropic's cache markers into a body: at the end of the tools, of the system prompt and of the conversation,
 * and where the conversation ended in the request before, so that a turn finds all that was there before it.
 *
 * @see https://openrouter.ai/docs/features/prompt-caching
 */
export function markCacheable(payload: ChatPayload, { compat, request }: Turn): void {
  const { cacheRetention = "short" } = request;
  if (cacheRetention === "none") return;
  const isLong = cacheRetention === "long" && compat.supportsLongCacheRetention !== false;
  const marker: CacheControl = { type: "ephemeral", ...(isLong && { ttl: "1h" }) };
  const lastTool = payload.tools?.at(-1);
  if (lastTool) lastTool.cache_control = marker;
  const system = payload.messages.find(({ role }) => role === "system" || role === "developer");
  const answeredAt = payload.messages.findLastIndex(({ role }) => role === "assistant");
  const before = payload.messages.slice(0, Math.max(answeredAt, 0)).findLast(hasText);
  const last = payload.messages.findLast(hasText);
  for (const message of new Set([system, before, last])) if (message) markText(message, marker);
}

/** A marker sits on a part of text, so text that is a plain string becomes a part. */
function markText(message: ChatMessage, marker: CacheControl): void {
  const parts = partsOf(message.content);
  const text = parts.findLast((part) => part.type === "text");
  if (text === undefined) return;
  text.cache_control = marker;
  message.content = parts;
}

function hasText(message: ChatMessage): boolean {
  return partsOf(message.content).some((part) => part.type === "text");
}

function partsOf(content: ChatMessage["content"]): ChatPart[] {
  if (content === null || content === "") return [];
  return typeof content === "string" ? [{ type: "text", text: content }] : content;
}
