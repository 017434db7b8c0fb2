import { missingResult, unansweredCalls } from "./pair-tool-results.ts";
import { branchMessages } from "./session-context.ts";
import type { SessionJournal } from "./session-journal.ts";

/** Gives every tool call that the branch ended at, and that has no result, one that says so. */
export async function answerInterruptedCalls(journal: SessionJournal, now: number): Promise<void> {
  const calls = unansweredCalls(branchMessages(journal.tree.branch(journal.leafId)));
  const appends = calls.map((call) =>
    journal.append({ type: "message", message: missingResult(call, now) }),
  );
  await Promise.all(appends);
}
