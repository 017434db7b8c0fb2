import { AiError, type ImageContent, type TextContent } from "@argent/ai";
import type { AgentMessage } from "./message.ts";

/** Text, content blocks of one user message, or messages as they are. */
export type PromptInput =
  | string
  | readonly (TextContent | ImageContent)[]
  | AgentMessage
  | readonly AgentMessage[];

/** An image as a content block, a data URL, or base64 of a PNG, JPEG, GIF or WebP. Never a path. */
export type PromptImage = ImageContent | string;

/** What stops the run, images for the last message, or both. */
export type PromptOptions =
  | AbortSignal
  | readonly PromptImage[]
  | {
      /** Added to the last message, which must be a user's. Default: none. */
      images?: readonly PromptImage[] | undefined;
      /** Stops the run, which then ends with the stop reason `"aborted"`. */
      signal?: AbortSignal | undefined;
    };

/**
 * Reads the arguments of `prompt`. `now`, in milliseconds since the epoch, dates messages that are made of text.
 *
 * @throws AiError `invalid_request` for images without a user message, and for text that is no image.
 */
export function readPrompt(
  input: PromptInput,
  options: PromptOptions | undefined,
  now: number,
): { messages: AgentMessage[]; signal: AbortSignal | undefined } {
  const { images, signal } = readOptions(options);
  const messages = readMessages(input, now);
  if (images.length === 0) return { messages, signal };
  const last = messages.at(-1);
  if (last?.role !== "user") {
    throw new AiError("invalid_request", "Images can only be added to a user message.");
  }
  const content =
    typeof last.content === "string"
      ? [{ type: "text" as const, text: last.content }]
      : last.content;
  return {
    messages: [
      ...messages.slice(0, -1),
      { ...last, content: [...content, ...images.map(readImage)] },
    ],
    signal,
  };
}

function readOptions(options: PromptOptions | undefined): {
  images: readonly PromptImage[];
  signal: AbortSignal | undefined;
} {
  if (options instanceof AbortSignal) return { images: [], signal: options };
  if (isList(options)) return { images: options, signal: undefined };
  return { images: options?.images ?? [], signal: options?.signal };
}

function readMessages(input: PromptInput, timestamp: number): AgentMessage[] {
  if (typeof input === "string") return [user([{ type: "text", text: input }], timestamp)];
  const items = isList<TextContent | ImageContent | AgentMessage>(input) ? input : [input];
  const messages: AgentMessage[] = [];
  const blocks: (TextContent | ImageContent)[] = [];
  for (const item of items) {
    if ("role" in item) messages.push(item);
    else blocks.push(item);
  }
  return blocks.length > 0 ? [...messages, user(blocks, timestamp)] : messages;
}

function user(content: (TextContent | ImageContent)[], timestamp: number): AgentMessage {
  return { role: "user", content, timestamp };
}

function readImage(image: PromptImage): ImageContent {
  if (typeof image !== "string") return image;
  const url = /^data:(image\/[\w.+-]+);base64,(.+)$/s.exec(image);
  const mimeType = url?.[1] ?? mimeTypeOf(image);
  const data = url?.[2] ?? image;
  if (mimeType === undefined) {
    throw new AiError(
      "invalid_request",
      `An image must be a content block, a data URL or base64 of a PNG, JPEG, GIF or WebP, got ${JSON.stringify(image.slice(0, 40))}. Read files yourself: paths are not opened.`,
    );
  }
  return { type: "image", data, mimeType };
}

/** The first bytes of the four formats that models take, in base64. */
function mimeTypeOf(base64: string): string | undefined {
  if (base64.startsWith("iVBORw0KGgo")) return "image/png";
  if (base64.startsWith("/9j/")) return "image/jpeg";
  if (base64.startsWith("R0lGOD")) return "image/gif";
  if (base64.startsWith("UklGR")) return "image/webp";
  return undefined;
}

function isList<Item>(value: unknown): value is readonly Item[] {
  return Array.isArray(value);
}
