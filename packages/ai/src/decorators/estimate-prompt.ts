import type { AssistantMessage, Message } from "../message.ts";
import type { TurnRequest } from "../provider.ts";

export interface PromptEstimate {
  /** All tokens of the prompt. */
  tokens: number;
  /** The part of them that the vendor probably has in its cache. */
  cached: number;
}

/**
 * How large a prompt is, in tokens: what the newest answer was counted at, plus four characters a token for what came
 * after it. Without an answer everything is estimated.
 */
export function estimatePrompt(request: TurnRequest): PromptEstimate {
  let characters = 0;
  for (const message of request.messages.toReversed()) {
    if (message.role === "assistant" && message.usage.totalTokens > 0) {
      const { totalTokens, cacheRead, cacheWrite } = message.usage;
      const tokens = totalTokens + tokensOf(characters);
      return { tokens, cached: cacheRead + cacheWrite > 0 ? totalTokens : 0 };
    }
    characters += charactersOf(message);
  }
  characters += request.systemPrompt?.length ?? 0;
  if (request.tools) characters += JSON.stringify(request.tools).length;
  return { tokens: tokensOf(characters), cached: 0 };
}

/** How large an answer is, in tokens, at four characters a token. */
export function estimateAnswer(message: AssistantMessage): number {
  return tokensOf(charactersOf(message));
}

const charactersPerImage = 4_800;

function charactersOf(message: Message): number {
  if (typeof message.content === "string") return message.content.length;
  let characters = 0;
  for (const block of message.content) {
    switch (block.type) {
      case "text":
        characters += block.text.length;
        break;
      case "thinking":
        characters += block.thinking.length;
        break;
      case "image":
        characters += charactersPerImage;
        break;
      case "toolCall":
        characters += JSON.stringify(block.arguments).length;
        break;
    }
  }
  return characters;
}

function tokensOf(characters: number): number {
  return Math.ceil(characters / 4);
}
