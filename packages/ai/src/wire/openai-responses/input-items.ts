import { isOwnMessage } from "../../handoff/own-message.ts";
import type {
  AssistantMessage,
  ImageContent,
  TextContent,
  ToolResultMessage,
} from "../../message.ts";
import type { Turn } from "../adapter.ts";
import { isRecord } from "../fields.ts";
import { decodeTextSignature } from "./text-signature.ts";

/** An item of the request's `input`. */
export type InputItem = Record<string, unknown>;

/**
 * The conversation as input items, the system prompt first, so that the prefix stays the same from turn to turn.
 *
 * @see https://platform.openai.com/docs/guides/conversation-state
 */
export function inputItems(turn: Turn): InputItem[] {
  const { request, model, compat } = turn;
  const items: InputItem[] = [];
  const resultImages: ImageContent[] = [];
  if (request.systemPrompt) {
    const developer = model.reasoning && compat.supportsDeveloperRole === true;
    items.push({ role: developer ? "developer" : "system", content: request.systemPrompt });
  }
  for (const message of request.messages) {
    if (message.role !== "toolResult") addResultImages(resultImages, items);
    if (message.role === "user") {
      const { content } = message;
      items.push({
        role: "user",
        content: typeof content === "string" ? [inputText(content)] : content.map(inputPart),
      });
    } else if (message.role === "assistant") {
      addAnswer(message, turn, items);
    } else {
      const inside = compat.supportsImagesInToolResults !== false;
      items.push({
        type: "function_call_output",
        call_id: callIdOf(message.toolCallId),
        output: inside ? outputOf(message.content) : textOfResult(message),
      });
      if (!inside) resultImages.push(...message.content.filter((block) => block.type === "image"));
    }
  }
  addResultImages(resultImages, items);
  return items;
}

/**
 * An item may name its id only if the reasoning that it was made from is sent with it, and reasoning only if the item
 * made from it follows; the server refuses halves of such a pair.
 */
function addAnswer(message: AssistantMessage, { model }: Turn, items: InputItem[]): void {
  let named = isOwnMessage(message, model);
  const first = items.length;
  for (const block of message.content) {
    if (block.type === "thinking") {
      const reasoning = reasoningItem(block.thinkingSignature);
      named = reasoning !== undefined;
      if (reasoning) items.push(reasoning);
    } else if (block.type === "text") {
      items.push(answerText(block, named));
    } else {
      const itemId = block.id.split("|")[1];
      items.push({
        type: "function_call",
        ...(named && itemId?.startsWith("fc_") && { id: itemId }),
        call_id: callIdOf(block.id),
        name: block.name,
        arguments: JSON.stringify(block.arguments),
      });
    }
  }
  while (items.length > first && items.at(-1)?.type === "reasoning") items.pop();
}

function answerText(block: TextContent, named: boolean): InputItem {
  const signature = decodeTextSignature(block.textSignature);
  const phase = signature?.phase !== undefined && { phase: signature.phase };
  if (!named || !signature?.id.startsWith("msg_")) {
    return { role: "assistant", content: block.text, ...phase };
  }
  return {
    type: "message",
    id: signature.id,
    role: "assistant",
    status: "completed",
    content: [{ type: "output_text", text: block.text, annotations: [] }],
    ...phase,
  };
}

function reasoningItem(signature: string | undefined): InputItem | undefined {
  if (!signature?.startsWith("{")) return undefined;
  try {
    const item: unknown = JSON.parse(signature);
    return isRecord(item) && item.type === "reasoning" ? item : undefined;
  } catch {
    return undefined; // another vendor's signature
  }
}

function outputOf(content: ToolResultMessage["content"]): string | InputItem[] {
  return content.some((block) => block.type === "image")
    ? content.map(inputPart)
    : content.map((block) => (block.type === "text" ? block.text : "")).join("\n");
}

function textOfResult({ content }: ToolResultMessage): string {
  const texts = content.filter((block) => block.type === "text").map((block) => block.text);
  return texts.length > 0 ? texts.join("\n") : "(see attached image)";
}

/** Empties `images` into a user message. */
function addResultImages(images: ImageContent[], items: InputItem[]): void {
  if (images.length === 0) return;
  items.push({
    role: "user",
    content: [inputText("Attached image(s) from tool result:"), ...images.map(inputPart)],
  });
  images.length = 0;
}

function inputPart(block: TextContent | ImageContent): InputItem {
  if (block.type === "text") return inputText(block.text);
  return {
    type: "input_image",
    detail: "auto",
    image_url: `data:${block.mimeType};base64,${block.data}`,
  };
}

function inputText(text: string): InputItem {
  return { type: "input_text", text };
}

/** Our id of a call is `call_id|item_id`; results are matched by the first half. */
function callIdOf(id: string): string {
  return id.split("|")[0] ?? id;
}
