import type { SessionEntry } from "./entry.ts";
import { missingResult, unansweredCalls } from "./pair-tool-results.ts";
import { branchMessages } from "./session-context.ts";
import type { SessionJournal } from "./session-journal.ts";

/** Gives every tool call that the branch ended at, and that has no result, one that says so. */
export async function answerInterruptedCalls(journal: SessionJournal, now: number): Promise<void> {
  const calls = unansweredCalls(branchMessages(endOfBranch(journal)));
  const appends = calls.map((call) =>
    journal.append({ type: "message", message: missingResult(call, now) }),
  );
  await Promise.all(appends);
}

/** What says whether calls are open: the last answer and what came after it, unless something there changes what was said before. */
function endOfBranch({ tree, leafId }: SessionJournal): SessionEntry[] {
  const end = tree.branch(leafId, isAnswer);
  return end.some(changesEarlier) ? tree.branch(leafId) : end;
}

function isAnswer(entry: SessionEntry): boolean {
  return entry.type === "message" && entry.message.role === "assistant";
}

function changesEarlier({ type }: SessionEntry): boolean {
  return type === "compaction" || type === "context_edit";
}
