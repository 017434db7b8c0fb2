import type { StreamFn, ThinkingLevel } from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import type { Model } from "../../pi-ai/types.ts";
import type { SummaryWriter } from "./ask-for-summary.ts";
import { fileLists, renderFileLists } from "./file-operations.ts";
import { writeSummary, writeTurnPrefixSummary } from "./generate-summary.ts";
import type { CompactionPreparation } from "./prepare-compaction.ts";

/** What `SessionManager.appendCompaction` takes. */
export interface CompactionResult<T = unknown> {
  summary: string;
  firstKeptEntryId: string;
  tokensBefore: number;
  details?: T | undefined;
}

/**
 * Has the summary of a prepared compaction written, with the lists of files behind it. The two summaries of a turn that is cut are
 * asked for one after the other, for servers that answer one request at a time.
 *
 * @throws AiError as `generateSummary`
 */
export async function compact(
  preparation: CompactionPreparation,
  model: Model<Loose>,
  apiKey: string | undefined,
  headers?: Record<string, string>,
  customInstructions?: string,
  signal?: AbortSignal,
  thinkingLevel?: ThinkingLevel,
  streamFn?: StreamFn,
): Promise<CompactionResult> {
  const writer = { model, apiKey, headers, signal, thinkingLevel, streamFn };
  const { firstKeptEntryId, tokensBefore, fileOps } = preparation;
  const summary = await summaryOf(preparation, writer, customInstructions);
  const details = fileLists(fileOps);
  return { summary: summary + renderFileLists(details), firstKeptEntryId, tokensBefore, details };
}

async function summaryOf(
  preparation: CompactionPreparation,
  writer: SummaryWriter,
  customInstructions: string | undefined,
): Promise<string> {
  const { messagesToSummarize, turnPrefixMessages, previousSummary } = preparation;
  const { reserveTokens } = preparation.settings;
  const request = { reserveTokens, customInstructions, previousSummary };
  const isSplit = preparation.isSplitTurn && turnPrefixMessages.length > 0;
  if (!isSplit) return writeSummary(writer, messagesToSummarize, request);
  const history =
    messagesToSummarize.length > 0
      ? await writeSummary(writer, messagesToSummarize, request)
      : (previousSummary ?? "No prior history.");
  const prefix = await writeTurnPrefixSummary(writer, turnPrefixMessages, reserveTokens);
  return `${history}\n\n---\n\n**Turn Context (split turn):**\n\n${prefix}`;
}
