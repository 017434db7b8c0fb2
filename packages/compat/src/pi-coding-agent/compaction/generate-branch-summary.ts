import { summaryPrompt } from "@argent/agent/session-format";
import type { StreamFn } from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import type { Model } from "../../pi-ai/types.ts";
import { convertToLlm } from "../messages/convert-to-llm.ts";
import type { SessionEntry } from "../session/session-entry.ts";
import { askForSummary, summaryFailure, summaryText } from "./ask-for-summary.ts";
import { prepareBranchEntries } from "./branch-entries.ts";
import { fileLists, renderFileLists } from "./file-operations.ts";
import { serializeConversation } from "./serialize-conversation.ts";

export interface GenerateBranchSummaryOptions {
  model: Model<Loose>;
  apiKey: string;
  headers?: Record<string, string> | undefined;
  signal: AbortSignal;
  customInstructions?: string | undefined;
  /** The instructions stand in place of the usual ones. */
  replaceInstructions?: boolean | undefined;
  /** Tokens that stay free beside the branch. Default 16,384. */
  reserveTokens?: number | undefined;
  /** Default: the provider that is registered for the model's API. */
  streamFn?: StreamFn | undefined;
}

export interface BranchSummaryResult {
  summary?: string | undefined;
  readFiles?: string[] | undefined;
  modifiedFiles?: string[] | undefined;
  aborted?: boolean | undefined;
  error?: string | undefined;
}

/** Has a summary of a branch that is left written. Failures are in the result. */
export async function generateBranchSummary(
  entries: readonly SessionEntry[],
  options: GenerateBranchSummaryOptions,
): Promise<BranchSummaryResult> {
  const { model, reserveTokens = 16_384 } = options;
  const budget = (model.contextWindow || 128_000) - reserveTokens;
  const { messages, fileOps } = prepareBranchEntries(entries, budget);
  if (messages.length === 0) return { summary: "No content to summarize" };
  const conversation = serializeConversation(convertToLlm(messages));
  const answer = await askForSummary(options, promptFor(conversation, options), mostTokens);
  if (answer.stopReason === "aborted") return { aborted: true };
  const failure = summaryFailure(answer, "Branch summarization");
  if (failure) return { error: answer.errorMessage || failure.message };
  const lists = fileLists(fileOps);
  return { summary: preamble + summaryText(answer) + renderFileLists(lists), ...lists };
}

const mostTokens = 2_048;
const mostWords = 1_200;

/** Stands before every summary of a branch. Hosts look for it. */
const preamble =
  "The user explored a different conversation branch before returning here.\nSummary of that exploration:\n\n";

function promptFor(conversation: string, options: GenerateBranchSummaryOptions): string {
  const { customInstructions, replaceInstructions } = options;
  if (customInstructions && replaceInstructions)
    return `<conversation>\n${conversation}\n</conversation>\n\n${customInstructions}`;
  const instructions = customInstructions || undefined;
  return summaryPrompt({ kind: "branch", conversation, words: mostWords, instructions });
}
