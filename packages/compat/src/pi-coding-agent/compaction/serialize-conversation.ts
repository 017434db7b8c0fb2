import type { ImageContent, Message, TextContent } from "../../pi-ai/types.ts";

/**
 * A conversation as text for a model that is to sum it up and not to go on with it. Of a tool's result the first 2,000 characters
 * are in it.
 */
export function serializeConversation(messages: readonly Message[]): string {
  return messages.flatMap(partsOf).join("\n\n");
}

function partsOf(message: Message): string[] {
  switch (message.role) {
    case "user":
      return part("User", wordsOf(message.content));
    case "toolResult":
      return part("Tool result", beginningOf(wordsOf(message.content)));
    case "assistant": {
      const thinking: string[] = [];
      const text: string[] = [];
      const calls: string[] = [];
      for (const block of message.content) {
        if (block.type === "text") text.push(block.text);
        else if (block.type === "thinking") thinking.push(block.thinking);
        else calls.push(`${block.name}(${namedValues(block.arguments)})`);
      }
      return [
        ...(thinking.length > 0 ? [`[Assistant thinking]: ${thinking.join("\n")}`] : []),
        ...(text.length > 0 ? [`[Assistant]: ${text.join("\n")}`] : []),
        ...part("Assistant tool calls", calls.join("; ")),
      ];
    }
  }
}

function part(speaker: string, words: string): string[] {
  return words ? [`[${speaker}]: ${words}`] : [];
}

function wordsOf(content: string | readonly (TextContent | ImageContent)[]): string {
  if (typeof content === "string") return content;
  return content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

const resultCharacters = 2_000;

function beginningOf(text: string): string {
  const more = text.length - resultCharacters;
  if (more <= 0) return text;
  return `${text.slice(0, resultCharacters)}\n\n[... ${more} more characters truncated]`;
}

function namedValues(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ");
}
