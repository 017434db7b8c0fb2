import { emptyUsage } from "@argent/ai";
import type { AssistantMessage, Context, Message, StreamOptions, Usage } from "./types.ts";

/**
 * Estimates an answer's tokens at four characters each. Within a session whatever a prompt has in common with the one
 * before it counts as read from the cache, and the rest as written to it.
 */
export function createFauxMeter(): (
  answer: AssistantMessage,
  context: Context,
  options: StreamOptions | undefined,
) => Usage {
  const prompts = new Map<string, string>();
  return (answer, context, options) => {
    const prompt = textOfContext(context);
    const counts = { input: tokens(prompt), cacheRead: 0, cacheWrite: 0 };
    const { sessionId, cacheRetention } = options ?? {};
    if (sessionId && cacheRetention !== "none") {
      const common = commonLength(prompts.get(sessionId) ?? "", prompt);
      prompts.set(sessionId, prompt);
      counts.cacheRead = tokens(prompt.slice(0, common));
      counts.cacheWrite = tokens(prompt.slice(common));
      if (common > 0) counts.input = Math.max(0, counts.input - counts.cacheRead);
    }
    const output = tokens(textOfMessage(answer));
    const totalTokens = counts.input + counts.cacheRead + counts.cacheWrite + output;
    return { ...emptyUsage(), ...counts, output, totalTokens };
  };
}

function tokens(text: string): number {
  return Math.ceil(text.length / 4);
}

function textOfContext({ systemPrompt, messages, tools }: Context): string {
  const parts = messages.map((message) => `${message.role}:${textOfMessage(message)}`);
  if (systemPrompt) parts.unshift(`system:${systemPrompt}`);
  if (tools?.length) parts.push(`tools:${JSON.stringify(tools)}`);
  return parts.join("\n\n");
}

function textOfMessage(message: Message): string {
  if (typeof message.content === "string") return message.content;
  const texts = message.content.map(textOfBlock);
  return (message.role === "toolResult" ? [message.toolName, ...texts] : texts).join("\n");
}

function textOfBlock(block: Exclude<Message["content"], string>[number]): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "thinking":
      return block.thinking;
    case "image":
      return `[image:${block.mimeType}:${block.data.length}]`;
    case "toolCall":
      return `${block.name}:${JSON.stringify(block.arguments)}`;
  }
}

function commonLength(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let length = 0;
  while (length < limit && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}
