import type { Usage } from "@argent/ai";
import { convertToLlm } from "../convert-to-llm.ts";
import type { EmitEvent } from "../event.ts";
import type { AgentLoopConfig } from "../loop/config.ts";
import { besideOthers } from "../session/beside-others.ts";
import type { SessionEntry } from "../session/entry.ts";
import { branchMessages } from "../session/session-context.ts";
import { SessionError } from "../session/session-error.ts";
import type { ArgentSessionManager } from "../session/session-manager.ts";
import { assertWritable } from "./assert-writable.ts";
import { fileLists } from "./compaction-details.ts";
import { compactionLimits } from "./compaction-settings.ts";
import { estimateMessageTokens, estimateTextTokens } from "./estimate-tokens.ts";
import { emptyLedger, foldLedger } from "./file-ledger.ts";
import { renderLedger } from "./render-ledger.ts";
import type { SummaryConfig } from "./summarise.ts";
import { writeSummary } from "./write-summary.ts";

/** Where to go, and which model writes the summary of what is left. */
export interface BranchSummaryRequest extends SummaryConfig, Pick<AgentLoopConfig, "convertToLlm"> {
  session: BranchingSession;
  /** Where the conversation goes on; `null`: before its beginning. */
  targetId: string | null;
  /** What the summary should look at. */
  instructions?: string | undefined;
  /** Stops it; the outcome is then `stopped` for the reason `aborted`. */
  signal?: AbortSignal | undefined;
  /** Told of retries and warnings. */
  emit?: EmitEvent | undefined;
}

/** What it needs of a session. */
export type BranchingSession = Pick<
  ArgentSessionManager,
  "load" | "getEntry" | "getBranch" | "getCwd" | "branchWithSummary"
> &
  Partial<Pick<ArgentSessionManager, "readOnly">>;

/** Where the summary stands, or why there is none. `usage` is what its requests cost, also of those that failed. */
export type BranchSummaryOutcome =
  | { type: "summarised"; entryId: string; summary: string; usage: Usage }
  | { type: "stopped"; reason: "nothing_to_summarise" }
  | { type: "stopped"; reason: "summary_failed" | "aborted"; message: string; usage: Usage };

/**
 * Goes to another place of a session and leaves a summary there of the branch that is left. When it stops, nothing was
 * changed; the caller can still go there without a summary.
 *
 * @throws SessionError `not_found` for an unknown target; when the session cannot be written.
 */
export async function summariseBranch(
  request: BranchSummaryRequest,
): Promise<BranchSummaryOutcome> {
  const { session, targetId, model, signal } = request;
  assertWritable(session, "it cannot go to another branch");
  await session.load();
  assertTarget(session, targetId);
  const left = leftEntries(session, targetId);
  const messages = branchMessages(left);
  if (messages.length === 0) return { type: "stopped", reason: "nothing_to_summarise" };
  const tokens = messages.reduce((sum, message) => sum + estimateMessageTokens(message), 0);
  const window = model.contextWindow || tokens;
  const limits = compactionLimits({}, window);
  const most = Math.min(limits.summary, Math.max(200, Math.ceil(tokens / 2)));
  const written = await writeSummary({
    config: request,
    kind: "branch",
    messages: await (request.convertToLlm ?? convertToLlm)(messages),
    instructions: request.instructions,
    tokens: most,
    window,
    scale: 1,
    fits: (text) => estimateTextTokens(text) <= most * 2,
    signal,
    emit: request.emit,
  });
  const { usage } = written;
  if (written.type === "failed") {
    const reason = written.isAborted ? "aborted" : "summary_failed";
    return { type: "stopped", reason, message: written.message, usage };
  }
  const ledger = foldLedger(emptyLedger, left, session.getCwd());
  const files = renderLedger(ledger, limits.ledger);
  const summary = files ? `${written.text}\n\n## Files and Commands\n\n${files}` : written.text;
  const details = fileLists(ledger);
  const message =
    "Somebody else appended to the session while the branch was summarised. It goes on beside that.";
  const append = besideOthers((cause) => void request.emit?.({ type: "warning", message, cause }));
  const entryId = await append(() =>
    session.branchWithSummary(targetId, summary, details, undefined, usage),
  );
  return { type: "summarised", entryId, summary, usage };
}

/** Before a summary is paid for. */
function assertTarget(session: BranchingSession, targetId: string | null): void {
  if (targetId === null || session.getEntry(targetId)) return;
  const message = `The session has no entry "${targetId}" to go to. Ids come from getEntries() and getTree().`;
  throw new SessionError("not_found", message, { entryId: targetId });
}

/** From the last entry that both branches have, without it, to the leaf. */
function leftEntries(session: BranchingSession, targetId: string | null): SessionEntry[] {
  const left = session.getBranch();
  const kept = new Set(targetId === null ? [] : session.getBranch(targetId).map(({ id }) => id));
  return left.slice(left.findLastIndex(({ id }) => kept.has(id)) + 1);
}
