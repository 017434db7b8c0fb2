import type { ImageContent, TextContent } from "../../pi-ai/types.ts";
import type { CodingAgentMessage } from "../messages/custom-messages.ts";

/** What a message adds to the context, in tokens, by Pi's rule: four characters are one, an image is 1,200. */
export function estimateTokens(message: CodingAgentMessage): number {
  return Math.ceil(charactersOf(message) / charactersPerToken);
}

const charactersPerToken = 4;
const charactersPerImage = 4_800;

function charactersOf(message: CodingAgentMessage): number {
  switch (message.role) {
    case "user":
    case "custom":
    case "toolResult":
      return charactersOfParts(message.content);
    case "assistant": {
      let characters = 0;
      for (const block of message.content) {
        if (block.type === "text") characters += block.text.length;
        else if (block.type === "thinking") characters += block.thinking.length;
        else characters += block.name.length + JSON.stringify(block.arguments).length;
      }
      return characters;
    }
    case "bashExecution":
      return message.command.length + message.output.length;
    case "branchSummary":
    case "compactionSummary":
      return message.summary.length;
    default:
      return 0; // a host's own message: no model sees it
  }
}

function charactersOfParts(parts: string | readonly (TextContent | ImageContent)[]): number {
  if (typeof parts === "string") return parts.length;
  let characters = 0;
  for (const part of parts) {
    characters += part.type === "text" ? part.text.length : charactersPerImage;
  }
  return characters;
}
