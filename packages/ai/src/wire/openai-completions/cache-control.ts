import type { Turn } from "../adapter.ts";
import type { CacheControl, ChatMessage, ChatPart, ChatPayload } from "./chat-payload.ts";

/**
 * Puts Anthropic's cache markers into a body: at the end of the tools, of the system prompt and of the conversation,
 * so that a next turn finds everything before its own messages.
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
  const last = payload.messages.findLast(hasText);
  if (system) markText(system, marker);
  if (last && last !== system) markText(last, marker);
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
