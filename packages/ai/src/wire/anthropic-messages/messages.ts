import type {
  AssistantMessage,
  ImageContent,
  Message,
  TextContent,
  ToolResultMessage,
} from "../../message.ts";
import type { Compat } from "../../model.ts";

export interface WireMessage {
  role: "user" | "assistant";
  content: WireBlock[];
}

type WireBlock = (
  | WireText
  | WireImage
  | { type: "thinking"; thinking: string; signature: string }
  | { type: "redacted_thinking"; data: string }
  | { type: "tool_use"; id: string; name: string; input: Record<string, unknown> }
  | {
      type: "tool_result";
      tool_use_id: string;
      content: (WireText | WireImage)[];
      is_error?: true;
    }
) & { cache_control?: CacheControl };

interface WireText {
  type: "text";
  text: string;
}

interface WireImage {
  type: "image";
  source: { type: "base64"; media_type: string; data: string };
}

export interface CacheControl {
  type: "ephemeral";
  ttl?: "1h";
}

/**
 * The conversation in the vendor's shape: neighbours of one role are one message, and results stand first in theirs.
 * It expects messages that went through `handoff`.
 */
export function wireMessages(messages: readonly Message[], compat: Compat): WireMessage[] {
  const wire: WireMessage[] = [];
  const add = (role: WireMessage["role"], blocks: WireBlock[]) => {
    const last = wire.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else if (blocks.length > 0) wire.push({ role, content: blocks });
  };
  /** Images that may not stand inside their result follow the last result of the batch. */
  let imagesOfResults: WireImage[] = [];
  for (const message of messages) {
    if (message.role === "toolResult") {
      const { result, images } = toolResult(message, compat);
      add("user", [result]);
      imagesOfResults.push(...images);
      continue;
    }
    add("user", imagesOfResults);
    imagesOfResults = [];
    if (message.role === "user") add("user", userBlocks(message.content));
    else add("assistant", assistantBlocks(message, compat));
  }
  add("user", imagesOfResults);
  return wire;
}

/** Empty and blank text is refused by the API. */
function userBlocks(content: string | (TextContent | ImageContent)[]): (WireText | WireImage)[] {
  const blocks: (TextContent | ImageContent)[] =
    typeof content === "string" ? [{ type: "text", text: content }] : content;
  return blocks
    .filter((block) => block.type === "image" || block.text.trim() !== "")
    .map((block) => (block.type === "image" ? wireImage(block) : wireText(block.text)));
}

function assistantBlocks(message: AssistantMessage, compat: Compat): WireBlock[] {
  const blocks: WireBlock[] = [];
  for (const block of message.content) {
    if (block.type === "toolCall") {
      blocks.push({ type: "tool_use", id: block.id, name: block.name, input: block.arguments });
    } else if (block.type === "text") {
      if (block.text.trim() !== "") blocks.push(wireText(block.text));
    } else if (block.redacted) {
      if (block.thinkingSignature) {
        blocks.push({ type: "redacted_thinking", data: block.thinkingSignature });
      }
    } else if (block.thinkingSignature || compat.allowsEmptySignature) {
      const signature = block.thinkingSignature ?? "";
      blocks.push({ type: "thinking", thinking: block.thinking, signature });
    }
  }
  return blocks;
}

/** The API takes no images in a result that is an error, and no error without content. */
function toolResult(
  message: ToolResultMessage,
  compat: Compat,
): { result: WireBlock; images: WireImage[] } {
  const content = userBlocks(message.content);
  const keepsImages = !message.isError && compat.supportsImagesInToolResults !== false;
  const inside = keepsImages ? content : content.filter((block) => block.type === "text");
  const images = keepsImages ? [] : content.filter((block) => block.type === "image");
  if (inside.length === 0) {
    inside.push(wireText(images.length > 0 ? "(see attached image)" : "(no output)"));
  }
  return {
    result: {
      type: "tool_result",
      tool_use_id: message.toolCallId,
      content: inside,
      ...(message.isError && { is_error: true }),
    },
    images,
  };
}

function wireText(text: string): WireText {
  return { type: "text", text };
}

function wireImage(image: ImageContent): WireImage {
  return {
    type: "image",
    source: { type: "base64", media_type: image.mimeType, data: image.data },
  };
}
