import type { ToolResultMessage } from "@argent/ai";
import { type ContextItem, tokensOf } from "./context-items.ts";
import { estimateMessageTokens, excerpt } from "./estimate-tokens.ts";
import { fairLimit } from "./fair-limit.ts";

/** Shortens the results before the item `end` to a few words. Gives the same array when there is nothing to gain. */
export function maskToolResults(
  items: readonly ContextItem[],
  end: number,
): readonly ContextItem[] {
  if (!items.slice(0, end).some(isLong)) return items;
  return items.map((item, index) =>
    index < end && isLong(item) ? shortened(item, maskTokens) : item,
  );
}

/** Shortens the longest results until the items have at most `room` tokens, if `leastTokens` says that they can. */
export function trimToolResults(
  items: readonly ContextItem[],
  room: number,
): readonly ContextItem[] {
  const total = tokensOf(items);
  if (total <= room) return items;
  const sizes = items.filter(isLong).map((item) => item.tokens);
  const others = total - sizes.reduce((sum, size) => sum + size, 0);
  const limit = fairLimit(sizes, room - others);
  return items.map((item) =>
    isLong(item) && item.tokens > limit ? shortened(item, Math.floor(limit) - noteTokens) : item,
  );
}

/** How small `trimToolResults` can make an item. */
export function leastTokens(item: ContextItem): number {
  return isLong(item) ? shortTokens : item.tokens;
}

/** What stays of a masked result. */
const maskTokens = 50;
/** More than the notes in a shortened result and its frame ever have; the longest ids are UUIDs. */
const noteTokens = 80;
const shortTokens = maskTokens + noteTokens;

function isLong({ message, tokens, isPinned }: ContextItem): boolean {
  return message.role === "toolResult" && !isPinned && tokens > shortTokens;
}

function shortened(item: ContextItem, keep: number): ContextItem {
  if (item.message.role !== "toolResult") return item;
  const message = { ...item.message, content: [shortContent(item.message, item.entry.id, keep)] };
  return { ...item, message, tokens: estimateMessageTokens(message), isEdited: true };
}

function shortContent({ content }: ToolResultMessage, entryId: string, keep: number) {
  const texts = content.filter((part) => part.type === "text").map((part) => part.text);
  const images = content.length - texts.length;
  const where = `left out to save context; the session keeps them as entry ${entryId}]`;
  const text = excerpt(
    texts.join("\n"),
    keep,
    (omitted) => `\n[... ${omitted} characters of this result were ${where}\n`,
  );
  const imageNote = images > 0 ? [`[${images} image(s) of this result were ${where}`] : [];
  return { type: "text" as const, text: [text, ...imageNote].filter(Boolean).join("\n") };
}
