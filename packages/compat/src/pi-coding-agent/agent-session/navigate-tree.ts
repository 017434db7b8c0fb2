import { collectEntriesForBranchSummary } from "../compaction/branch-entries.ts";
import { generateBranchSummary } from "../compaction/generate-branch-summary.ts";
import type { BranchSummaryEntry, SessionEntry } from "../session/session-entry.ts";
import { contentText } from "./message-text.ts";
import { modelOf, reloadMessages, requestAuth, type SessionParts } from "./session-parts.ts";
import type { TurnGate } from "./turn-gate.ts";

export interface NavigateTreeOptions {
  /** Have a summary of what is left behind written. */
  summarize?: boolean | undefined;
  customInstructions?: string | undefined;
  /** The instructions stand in place of the usual ones. */
  replaceInstructions?: boolean | undefined;
  /** For the summary, or else for the entry gone to. */
  label?: string | undefined;
}

export interface NavigateTreeResult {
  /** The message of the user's that was gone to, to be written anew. */
  editorText?: string | undefined;
  cancelled: boolean;
  aborted?: boolean | undefined;
  summaryEntry?: BranchSummaryEntry | undefined;
}

export interface TreeNavigation {
  /** The summary of what is left is being written. */
  readonly isRunning: boolean;
  /** Goes to another place of the session's tree; the agent's transcript is that of the place. */
  go(targetId: string, options: NavigateTreeOptions): Promise<NavigateTreeResult>;
  cancel(): void;
}

export function createTreeNavigation(parts: SessionParts, gate: TurnGate): TreeNavigation {
  let running: AbortController | undefined;
  return {
    get isRunning() {
      return running !== undefined;
    },
    go: (targetId, options) =>
      gate.run(async () => {
        const abort = new AbortController();
        running = abort;
        try {
          return await navigateTree(parts, targetId, options, abort.signal);
        } finally {
          running = undefined;
        }
      }),
    cancel() {
      running?.abort();
    },
  };
}

async function navigateTree(
  parts: SessionParts,
  targetId: string,
  options: NavigateTreeOptions,
  signal: AbortSignal,
): Promise<NavigateTreeResult> {
  const { sessionManager } = parts;
  const { summarize, label } = options;
  const oldLeafId = sessionManager.getLeafId();
  if (targetId === oldLeafId) return { cancelled: false };
  if (summarize && !modelOf(parts)) throw new Error("No model available for summarization");
  const target = sessionManager.getEntry(targetId);
  if (!target) throw new Error(`Entry ${targetId} not found`);
  const { entries } = collectEntriesForBranchSummary(sessionManager, oldLeafId, targetId);
  const summary =
    summarize && entries.length > 0 ? await summaryOf(parts, entries, options, signal) : undefined;
  if (summary === "aborted") return { cancelled: true, aborted: true };

  const { leafId, editorText } = placeOf(target);
  let summaryEntry: BranchSummaryEntry | undefined;
  if (summary) {
    const { text, details } = summary;
    const id = sessionManager.branchWithSummary(leafId, text, details, false);
    const written = sessionManager.getEntry(id);
    summaryEntry = written?.type === "branch_summary" ? written : undefined;
  } else if (leafId === null) sessionManager.resetLeaf();
  else sessionManager.branch(leafId);
  if (label) sessionManager.appendLabelChange(summaryEntry?.id ?? targetId, label);
  reloadMessages(parts);
  return { editorText, cancelled: false, summaryEntry };
}

async function summaryOf(
  parts: SessionParts,
  entries: readonly SessionEntry[],
  { customInstructions, replaceInstructions }: NavigateTreeOptions,
  signal: AbortSignal,
) {
  const { model, apiKey, headers } = await requestAuth(parts);
  const { reserveTokens } = parts.settingsManager.getBranchSummarySettings();
  const { streamFn } = parts.agent;
  const result = await generateBranchSummary(entries, {
    ...{ model, apiKey, headers, signal, reserveTokens, streamFn },
    ...{ customInstructions, replaceInstructions },
  });
  if (result.aborted || signal.aborted) return "aborted";
  if (result.error) throw new Error(result.error);
  const { summary: text, readFiles = [], modifiedFiles = [] } = result;
  return text === undefined ? undefined : { text, details: { readFiles, modifiedFiles } };
}

/** A message that a person wrote is gone back before, so that it can be written anew. */
function placeOf(target: SessionEntry): { leafId: string | null; editorText?: string } {
  if (target.type === "custom_message") {
    return { leafId: target.parentId, editorText: contentText(target.content) };
  }
  if (target.type === "message" && target.message.role === "user") {
    return { leafId: target.parentId, editorText: contentText(target.message.content) };
  }
  return { leafId: target.id };
}
