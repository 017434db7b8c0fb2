import type { AssistantMessage } from "@argent/ai";
import type { ContextItem } from "./context-items.ts";
import { estimateMessageTokens } from "./estimate-tokens.ts";

/**
 * Takes the thinking out of the answers before the item `end`, as far as their turns are over: within a turn vendors
 * want it back. Gives the same array when there is nothing to gain.
 *
 * @see https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking#preserving-thinking-blocks
 */
export function dropThinking(items: readonly ContextItem[], end: number): readonly ContextItem[] {
  const turn = items.findLastIndex(({ message }) => message.role === "user");
  const last = Math.min(end, turn);
  if (!items.slice(0, Math.max(0, last)).some(hasThinking)) return items;
  return items.map((item, index) => (index < last && hasThinking(item) ? unthinking(item) : item));
}

/** Responses refuses the items that reasoning led to without it, and does not count it once its turn is over. */
function hasThinking({ message, isPinned }: ContextItem): boolean {
  return (
    message.role === "assistant" &&
    !isPinned &&
    message.api !== "openai-responses" &&
    message.content.some(isThinking)
  );
}

function unthinking(item: ContextItem): ContextItem {
  if (item.message.role !== "assistant") return item;
  const content = item.message.content.filter((block) => !isThinking(block));
  const message = { ...item.message, content };
  return { ...item, message, tokens: estimateMessageTokens(message), isEdited: true };
}

function isThinking(block: AssistantMessage["content"][number]): boolean {
  return block.type === "thinking";
}
