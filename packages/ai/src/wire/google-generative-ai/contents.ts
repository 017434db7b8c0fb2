import type {
  AssistantMessage,
  ImageContent,
  TextContent,
  ToolResultMessage,
} from "../../message.ts";
import type { Turn } from "../adapter.ts";
import { type GeminiTraits, geminiTraits } from "./gemini-traits.ts";

export interface Content {
  role: "user" | "model";
  parts: Part[];
}

export type Part = Record<string, unknown>;

/** Accepted in place of a signature for calls that another model made. @see https://ai.google.dev/gemini-api/docs/thought-signatures */
const placeholderSignature = "skip_thought_signature_validator";

/** The conversation as contents. Results that follow each other are one content, as the calls were. */
export function contentsOf(turn: Turn): Content[] {
  const traits = geminiTraits(turn);
  const contents: Content[] = [];
  const calledNames = new Map<string, string>();
  let results: ResultGroup | undefined;
  for (const message of turn.request.messages) {
    if (message.role === "toolResult") {
      results ??= openResults(contents);
      addResult(message, calledNames, traits, results);
      continue;
    }
    closeResults(results);
    results = undefined;
    if (message.role === "user") {
      const { content } = message;
      const parts = typeof content === "string" ? [{ text: content }] : content.map(partOf);
      contents.push({ role: "user", parts });
    } else {
      const parts = answerParts(message, traits);
      if (parts.length > 0) contents.push({ role: "model", parts });
      for (const block of message.content) {
        if (block.type === "toolCall") calledNames.set(block.id, block.name);
      }
    }
  }
  closeResults(results);
  return contents;
}

/** Thoughts go back only with their signature, which is what the model reads; a summary alone tells it nothing. */
function answerParts(message: AssistantMessage, traits: GeminiTraits): Part[] {
  const parts: Part[] = [];
  let isFirstCall = true;
  for (const block of message.content) {
    if (block.type === "text") {
      parts.push({ text: block.text, ...signed(block.textSignature) });
    } else if (block.type === "thinking") {
      const signature = signed(block.thinkingSignature);
      if (signature) parts.push({ text: block.thinking, thought: true, ...signature });
    } else {
      const placeholder = traits.signedCalls && isFirstCall;
      parts.push({
        functionCall: {
          ...(traits.callIds && { id: block.id }),
          name: block.name,
          args: block.arguments,
        },
        ...(signed(block.thoughtSignature) ??
          (placeholder && { thoughtSignature: placeholderSignature })),
      });
      isFirstCall = false;
    }
  }
  return parts;
}

/** The field is base64 of bytes; one signature in another form would have the whole request refused. */
function signed(signature: string | undefined): { thoughtSignature: string } | undefined {
  const isBase64 = signature && signature.length % 4 === 0 && /^[\w+/-]+={0,2}$/.test(signature);
  return isBase64 ? { thoughtSignature: signature } : undefined;
}

/** The parts of one content of results, and the images that come after them all. */
interface ResultGroup {
  parts: Part[];
  images: ImageContent[];
}

function openResults(contents: Content[]): ResultGroup {
  const parts: Part[] = [];
  contents.push({ role: "user", parts });
  return { parts, images: [] };
}

function addResult(
  message: ToolResultMessage,
  calledNames: ReadonlyMap<string, string>,
  traits: GeminiTraits,
  group: ResultGroup,
): void {
  const images = message.content.filter((block) => block.type === "image");
  const inside = traits.imagesInResults && images.length > 0;
  group.parts.push({
    functionResponse: {
      ...(traits.callIds && { id: message.toolCallId }),
      name: calledNames.get(message.toolCallId) ?? message.toolName,
      response: { [message.isError ? "error" : "output"]: textOf(message) },
      ...(inside && { parts: images.map(partOf) }),
    },
  });
  if (!inside) group.images.push(...images);
}

function closeResults(group: ResultGroup | undefined): void {
  if (group === undefined || group.images.length === 0) return;
  group.parts.push({ text: "Attached image(s) from tool result:" }, ...group.images.map(partOf));
}

function textOf({ content }: ToolResultMessage): string {
  const texts = content.filter((block) => block.type === "text").map((block) => block.text);
  if (texts.length > 0) return texts.join("\n");
  return content.length > 0 ? "(see attached image)" : "";
}

function partOf(block: TextContent | ImageContent): Part {
  if (block.type === "text") return { text: block.text };
  return { inlineData: { mimeType: block.mimeType, data: block.data } };
}
