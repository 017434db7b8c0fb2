import type {
  AssistantMessage,
  ImageContent,
  TextContent,
  ToolResultMessage,
  UserMessage,
} from "../../message.ts";
import type { Compat } from "../../model.ts";
import type { Turn } from "../adapter.ts";
import type { ChatMessage, ChatPart } from "./chat-payload.ts";
import { replayedReasoning } from "./replayed-reasoning.ts";

/** The conversation in the shapes of Chat Completions. It has been through `handoff`, so every call has its result. */
export function convertMessages(turn: Turn): ChatMessage[] {
  const { compat, request } = turn;
  const converted: ChatMessage[] = [];
  /** Of the tool results since the last other message: only user messages may carry images. */
  let images: ChatPart[] = [];

  function pushUser(content: string | ChatPart[]): void {
    if (compat.requiresAssistantAfterToolResult && converted.at(-1)?.role === "tool") {
      converted.push({ role: "assistant", content: "I have processed the tool results." });
    }
    converted.push({ role: "user", content });
  }

  function pushImages(): void {
    if (images.length === 0) return;
    pushUser([{ type: "text", text: "Attached image(s) from tool result:" }, ...images]);
    images = [];
  }

  const system = systemPrompt(turn);
  if (system !== "") converted.push({ role: systemRole(turn), content: system });
  for (const message of request.messages) {
    if (message.role === "toolResult") {
      converted.push(toolMessage(message, compat));
      if (!compat.supportsImagesInToolResults) images.push(...imageParts(message.content));
      continue;
    }
    pushImages();
    if (message.role === "user") pushUser(userContent(message));
    else converted.push(...assistantMessage(message, compat));
  }
  pushImages();
  return converted;
}

function systemRole({ compat, model }: Turn): "developer" | "system" {
  return compat.supportsDeveloperRole && model.reasoning ? "developer" : "system";
}

function systemPrompt({ compat, request }: Turn): string {
  const { systemPrompt = "", responseSchema } = request;
  if (responseSchema === undefined || compat.responseFormat !== "json_object") return systemPrompt;
  const schema = `Answer with JSON only, of this schema: ${JSON.stringify(responseSchema)}`;
  return systemPrompt === "" ? schema : `${systemPrompt}\n\n${schema}`;
}

/** Plain text stays a string: many servers know no parts. */
function userContent({ content }: UserMessage): string | ChatPart[] {
  if (typeof content === "string") return content;
  if (!content.some((block) => block.type === "image")) return textOf(content);
  return content.map((block) => (block.type === "image" ? imagePart(block) : textPart(block.text)));
}

/** Nothing for an answer that only reasoned: no server takes a message without text and calls. */
function assistantMessage(message: AssistantMessage, compat: Compat): ChatMessage[] {
  const text = message.content.map((block) => (block.type === "text" ? block.text : "")).join("");
  const toolCalls = message.content
    .filter((block) => block.type === "toolCall")
    .map(({ id, name, arguments: input }) => ({
      id,
      type: "function",
      function: { name, arguments: JSON.stringify(input) },
    }));
  if (text === "" && toolCalls.length === 0) return [];
  return [
    {
      role: "assistant",
      content: text === "" && !compat.requiresNonNullContent ? null : text,
      ...replayedReasoning(message, compat),
      ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
    },
  ];
}

function toolMessage(message: ToolResultMessage, compat: Compat): ChatMessage {
  const images = imageParts(message.content);
  const text = textOf(message.content);
  const inPlace = compat.supportsImagesInToolResults && images.length > 0;
  return {
    role: "tool",
    tool_call_id: message.toolCallId,
    ...(compat.requiresToolResultName && { name: message.toolName }),
    content: inPlace
      ? [...(text === "" ? [] : [textPart(text)]), ...images]
      : text || (images.length > 0 ? "(see attached image)" : "(no tool output)"),
  };
}

type Blocks = readonly (TextContent | ImageContent)[];

function textOf(content: Blocks): string {
  return content
    .filter((block) => block.type === "text")
    .map((block) => block.text)
    .join("\n");
}

function imageParts(content: Blocks): ChatPart[] {
  return content.filter((block) => block.type === "image").map(imagePart);
}

function textPart(text: string): ChatPart {
  return { type: "text", text };
}

function imagePart({ data, mimeType }: ImageContent): ChatPart {
  return { type: "image_url", image_url: { url: `data:${mimeType};base64,${data}` } };
}
