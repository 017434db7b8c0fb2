import { summaryPrompt } from "@argent/agent/session-format";
import type { StreamFn, ThinkingLevel } from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import type { Model } from "../../pi-ai/types.ts";
import { convertToLlm } from "../messages/convert-to-llm.ts";
import type { CodingAgentMessage } from "../messages/custom-messages.ts";
import {
  askForSummary,
  type SummaryWriter,
  summaryFailure,
  summaryText,
} from "./ask-for-summary.ts";
import { serializeConversation } from "./serialize-conversation.ts";

/**
 * Has a summary of a conversation written; `previousSummary` is brought up to date.
 *
 * @throws AiError when the model fails, is cut off, calls a tool, or writes nothing.
 */
export function generateSummary(
  currentMessages: readonly CodingAgentMessage[],
  model: Model<Loose>,
  reserveTokens: number,
  apiKey: string | undefined,
  headers?: Record<string, string>,
  signal?: AbortSignal,
  customInstructions?: string,
  previousSummary?: string,
  thinkingLevel?: ThinkingLevel,
  streamFn?: StreamFn,
): Promise<string> {
  const writer = { model, apiKey, headers, signal, thinkingLevel, streamFn };
  const request = { reserveTokens, customInstructions, previousSummary };
  return writeSummary(writer, currentMessages, request);
}

export interface SummaryRequest {
  reserveTokens: number;
  customInstructions?: string | undefined;
  previousSummary?: string | undefined;
}

/** `generateSummary`, with names for what it takes. */
export async function writeSummary(
  writer: SummaryWriter,
  messages: readonly CodingAgentMessage[],
  { reserveTokens, customInstructions, previousSummary }: SummaryRequest,
): Promise<string> {
  const maxTokens = Math.floor(0.8 * reserveTokens);
  const prompt = summaryPrompt({
    kind: "compaction",
    conversation: serializeConversation(convertToLlm(messages)),
    previous: previousSummary,
    instructions: customInstructions,
    words: wordsFor(maxTokens),
  });
  return answered(writer, prompt, maxTokens, "Summarization");
}

/** Has the beginning of a turn summed up, of which the rest stays. */
export async function writeTurnPrefixSummary(
  writer: SummaryWriter,
  messages: readonly CodingAgentMessage[],
  reserveTokens: number,
): Promise<string> {
  const maxTokens = Math.floor(0.5 * reserveTokens);
  const conversation = serializeConversation(convertToLlm(messages));
  const prompt = `<conversation>\n${conversation}\n</conversation>\n\n${prefixTask}`;
  return answered(writer, prompt, maxTokens, "Turn prefix summarization");
}

const prefixTask = `The conversation above is the beginning of one turn of an agent's work. What follows it is kept word for word, and whoever goes on reads your report directly before it.

Use these headings:

## Original Request
What the user asked for in this turn

## Early Progress
- What was done and decided in this part

## Context for Suffix
- What one has to know to understand what follows

Be short. Keep exact names of files and functions, and error messages.`;

/** A summary is no use if it is as long as what it stands for, however much room there is. */
function wordsFor(maxTokens: number): number {
  return Math.max(40, Math.min(2_400, Math.floor(maxTokens * 0.6)));
}

async function answered(
  writer: SummaryWriter,
  prompt: string,
  maxTokens: number,
  label: string,
): Promise<string> {
  const answer = await askForSummary(writer, prompt, maxTokens);
  const failure = summaryFailure(answer, label);
  if (failure) throw failure;
  return summaryText(answer);
}
