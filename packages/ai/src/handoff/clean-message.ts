import type { HandoffModel } from "../handoff.ts";
import type {
  AssistantContent,
  AssistantMessage,
  ImageContent,
  Message,
  TextContent,
  ThinkingContent,
  ToolCall,
  ToolResultMessage,
  UserMessage,
} from "../message.ts";
import { isGeminiSignature } from "./gemini-signature.ts";
import { isOwnMessage } from "./own-message.ts";
import { wellFormed, wellFormedRecord } from "./well-formed.ts";

/** A message without what the model cannot take; `undefined` when nothing is left of it. */
export function cleanMessage(message: Message, model: HandoffModel): Message | undefined {
  switch (message.role) {
    case "user":
      return cleanUser(message, model);
    case "assistant":
      return cleanAssistant(message, model);
    case "toolResult":
      return cleanToolResult(message, model);
  }
}

function cleanUser(message: UserMessage, model: HandoffModel): UserMessage | undefined {
  if (typeof message.content === "string") {
    const content = wellFormed(message.content);
    return isBlank(content) ? undefined : withContent(message, content);
  }
  const content = cleanParts(
    message.content,
    "(image omitted: model does not support images)",
    model,
  );
  return content.length === 0 ? undefined : withContent(message, content);
}

function cleanToolResult(message: ToolResultMessage, model: HandoffModel): ToolResultMessage {
  const placeholder = "(tool image omitted: model does not support images)";
  const content = cleanParts(message.content, placeholder, model);
  return withContent(
    message,
    content.length === 0 ? [{ type: "text", text: "(no output)" }] : content,
  );
}

/** Well-formed text that is not blank, and images or one placeholder for each run of them. Older files hold `null`. */
function cleanParts(
  parts: readonly (TextContent | ImageContent)[] | null,
  placeholder: string,
  model: HandoffModel,
): (TextContent | ImageContent)[] {
  const seesImages = model.input.includes("image");
  const kept: (TextContent | ImageContent)[] = [];
  for (const part of parts ?? []) {
    if (part.type === "text") {
      const text = wellFormed(part.text);
      if (!isBlank(text)) kept.push(text === part.text ? part : { ...part, text });
    } else if (seesImages) {
      kept.push(part);
    } else {
      const last = kept.at(-1);
      if (last?.type !== "text" || last.text !== placeholder) {
        kept.push({ type: "text", text: placeholder });
      }
    }
  }
  return kept;
}

function cleanAssistant(
  message: AssistantMessage,
  model: HandoffModel,
): AssistantMessage | undefined {
  const isOwn = isOwnMessage(message, model);
  const content: AssistantContent[] = [];
  for (const block of message.content ?? []) {
    const clean = cleanBlock(block, isOwn, model);
    if (clean) content.push(clean);
  }
  if (needsWhatWasThought(model)) {
    while (content.at(-1)?.type === "thinking") content.pop();
  }
  const saysSomething = content.some(
    (block) => block.type === "toolCall" || (block.type === "text" && !isBlank(block.text)),
  );
  return saysSomething ? withContent(message, content) : undefined;
}

/** These refuse thinking that nothing follows. */
function needsWhatWasThought(model: HandoffModel): boolean {
  return model.api === "anthropic-messages" || model.api === "openai-responses";
}

function cleanBlock(
  block: AssistantContent,
  isOwn: boolean,
  model: HandoffModel,
): AssistantContent | undefined {
  switch (block.type) {
    case "text":
      return cleanText(block, isOwn, model);
    case "thinking":
      return isOwn ? cleanThinking(block, model) : undefined;
    case "toolCall":
      return cleanToolCall(block, isOwn);
  }
}

function cleanText(
  block: TextContent,
  isOwn: boolean,
  model: HandoffModel,
): TextContent | undefined {
  const text = wellFormed(block.text);
  if (isBlank(text)) {
    // Gemini signs its thoughts on a text part, which may be an empty one.
    const isGemini = isOwn && model.api === "google-generative-ai";
    if (!isGemini || !isGeminiSignature(block.textSignature)) return undefined;
  }
  if (isOwn || block.textSignature === undefined) {
    return text === block.text ? block : { ...block, text };
  }
  return { type: "text", text };
}

function cleanThinking(block: ThinkingContent, model: HandoffModel): ThinkingContent | undefined {
  const thinking = wellFormed(block.thinking);
  if (!block.thinkingSignature) {
    const needsSignature =
      model.api === "anthropic-messages" && !model.compat?.allowsEmptySignature;
    if (block.redacted || isBlank(thinking) || needsSignature) return undefined;
  }
  return thinking === block.thinking ? block : { ...block, thinking };
}

function cleanToolCall(block: ToolCall, isOwn: boolean): ToolCall {
  const name = wellFormed(block.name);
  const given = wellFormedRecord(block.arguments);
  if (isOwn || block.thoughtSignature === undefined) {
    if (name === block.name && given === block.arguments) return block;
    return { ...block, name, arguments: given };
  }
  const { thoughtSignature: _, ...unsigned } = block;
  return { ...unsigned, name, arguments: given };
}

function isBlank(text: string): boolean {
  return !/\S/.test(text);
}

/** The message itself when its content is already that. */
function withContent<M extends Message>(message: M, content: M["content"]): M {
  const before = message.content;
  const isSame =
    Array.isArray(before) && Array.isArray(content)
      ? before.length === content.length && before.every((block, index) => block === content[index])
      : before === content;
  return isSame ? message : { ...message, content };
}
