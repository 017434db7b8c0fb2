import type { ImageContent, Message, TextContent } from "@argent/ai";
import { estimateTextTokens, excerpt } from "./estimate-tokens.ts";
import { fairLimit } from "./fair-limit.ts";

/**
 * A conversation as text for a model that is to sum it up and not to go on with it, in at most `budget` estimated
 * tokens: long parts are cut in the middle, and of very many parts some between the first and the last are left out.
 * Failed answers, which no model ever saw, are not in it.
 */
export function serializeConversation(messages: readonly Message[], budget: number): string {
  const parts = withoutMiddle(messages.flatMap(partsOf), Math.floor(budget / leastPartTokens));
  const sizes = parts.map(({ text, limit }) => Math.min(limit, estimateTextTokens(text)));
  const frames = parts.reduce((sum, { label }) => sum + estimateTextTokens(label) + noteTokens, 0);
  const fair = fairLimit(sizes, budget - frames);
  return parts
    .map(({ label, text, limit }) => `${label}${excerpt(text, Math.min(limit, fair), omission)}`)
    .join("\n\n");
}

interface Part {
  label: string;
  text: string;
  /** Estimated tokens. */
  limit: number;
}

const resultLimit = 500;
const thinkingLimit = 300;
const argumentsLimit = 300;
/** For the note in a part that is cut, and the space around it. */
const noteTokens = 10;
const leastPartTokens = 25;

function partsOf(message: Message): Part[] {
  switch (message.role) {
    case "user":
      return [part("[User]: ", textOf(message.content))];
    case "toolResult": {
      const label = message.isError ? "[Tool error]: " : "[Tool result]: ";
      return [part(label, textOf(message.content), resultLimit)];
    }
    case "assistant": {
      if (message.stopReason === "error" || message.stopReason === "aborted") return [];
      return message.content.flatMap((block) => {
        if (block.type === "text") return block.text ? [part("[Assistant]: ", block.text)] : [];
        if (block.type === "toolCall") {
          const given = JSON.stringify(block.arguments);
          return [part(`[Assistant calls ${block.name}]: `, given, argumentsLimit)];
        }
        if (!block.thinking) return [];
        return [part("[Assistant thinks]: ", block.thinking, thinkingLimit)];
      });
    }
  }
}

function part(label: string, text: string, limit: number = Number.POSITIVE_INFINITY): Part {
  return { label, text, limit };
}

function textOf(content: string | readonly (TextContent | ImageContent)[]): string {
  if (typeof content === "string") return content;
  return content.map((block) => (block.type === "text" ? block.text : "[image]")).join("\n");
}

/** The request comes first in a conversation and the state of things last, so the middle is missed least. */
function withoutMiddle(parts: Part[], most: number): Part[] {
  if (parts.length <= most) return parts;
  const first = Math.floor(most / 4);
  const last = Math.max(0, most - first - 1);
  const note = part("", `[${parts.length - first - last} parts left out here]`);
  return [...parts.slice(0, first), note, ...parts.slice(parts.length - last)];
}

function omission(characters: number): string {
  return ` [... ${characters} characters ...] `;
}
