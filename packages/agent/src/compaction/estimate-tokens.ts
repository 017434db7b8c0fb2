import type { ImageContent, Message, Tool } from "@argent/ai";
import { convertToLlm } from "../convert-to-llm.ts";
import type { AgentMessage } from "../message.ts";

/**
 * Roughly how many tokens a text has: four characters of ASCII make one, two of the other alphabets, one of all the
 * rest (Chinese, Japanese, Korean, emoji). A part never counts more than the whole.
 */
export function estimateTextTokens(text: string): number {
  let quarters = 0;
  for (let index = 0; index < text.length; index++) quarters += quartersAt(text, index);
  return Math.ceil(quarters / 4);
}

/** What a message adds to the context. Failed answers are never sent again, so they add nothing. */
export function estimateMessageTokens(message: AgentMessage): number {
  let tokens = 0;
  for (const converted of convertToLlm([message])) tokens += estimateLlmMessage(converted);
  return tokens;
}

/** What goes with every request beside the transcript. */
export function estimateOverhead(context: {
  systemPrompt?: string | undefined;
  tools?: readonly Tool[] | undefined;
}): number {
  let tokens = estimateTextTokens(context.systemPrompt ?? "");
  for (const { name, description, parameters } of context.tools ?? []) {
    tokens += estimateTextTokens(JSON.stringify({ name, description, parameters }));
  }
  return tokens;
}

/**
 * The beginning and the end of a text, three to one, within a number of estimated tokens; `note` says what stands
 * between them, given how many characters were left out.
 */
export function excerpt(text: string, tokens: number, note: (omitted: number) => string): string {
  if (text.length <= tokens || estimateTextTokens(text) <= tokens) return text;
  const head = headLength(text, tokens * 3);
  const tail = tailLength(text, tokens, head);
  return `${text.slice(0, head)}${note(text.length - head - tail)}${text.slice(text.length - tail)}`;
}

const tokensPerImage = 1_200;
/** Roles and the marks between messages. */
const tokensPerMessage = 4;

function estimateLlmMessage(message: Message): number {
  switch (message.role) {
    case "user":
    case "toolResult":
      return tokensPerMessage + estimateParts(message.content);
    case "assistant": {
      if (message.stopReason === "error" || message.stopReason === "aborted") return 0;
      let tokens = tokensPerMessage;
      for (const block of message.content) {
        if (block.type === "text") tokens += estimateTextTokens(block.text);
        else if (block.type === "thinking") tokens += estimateThinking(block);
        else tokens += estimateTextTokens(`${block.name}${JSON.stringify(block.arguments)}`);
      }
      return tokens;
    }
  }
}

function estimateThinking(block: { thinking: string; thinkingSignature?: string | undefined }) {
  // Where the text is withheld the signature carries the thought.
  return estimateTextTokens(block.thinking || block.thinkingSignature || "");
}

function estimateParts(parts: string | readonly ({ type: "text"; text: string } | ImageContent)[]) {
  if (typeof parts === "string") return estimateTextTokens(parts);
  let tokens = 0;
  for (const part of parts) {
    tokens += part.type === "text" ? estimateTextTokens(part.text) : tokensPerImage;
  }
  return tokens;
}

function quartersAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code < 0x80) return 1;
  return code < 0x800 ? 2 : 4;
}

function headLength(text: string, quarters: number): number {
  let length = 0;
  for (let used = 0; length < text.length; length++) {
    used += quartersAt(text, length);
    if (used > quarters) break;
  }
  return isSplit(text, length) ? length - 1 : length;
}

function tailLength(text: string, quarters: number, head: number): number {
  let start = text.length;
  for (let used = 0; start > head; start--) {
    used += quartersAt(text, start - 1);
    if (used > quarters) break;
  }
  return text.length - (isSplit(text, start) ? start + 1 : start);
}

/** Whether a cut before `index` would halve a character. */
function isSplit(text: string, index: number): boolean {
  return (
    isBetween(text.charCodeAt(index - 1), 0xd800, 0xdbff) &&
    isBetween(text.charCodeAt(index), 0xdc00, 0xdfff)
  );
}

function isBetween(code: number, low: number, high: number): boolean {
  return code >= low && code <= high;
}
