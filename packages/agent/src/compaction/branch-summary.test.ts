import { type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { ArgentSessionManager } from "../session/session-manager.ts";
import { type BranchSummaryRequest, summariseBranch } from "./branch-summary.ts";
import { answer, call, result, userMessage } from "./test-session.ts";

async function setUp(steps: ScriptedStep[]) {
  const session = ArgentSessionManager.inMemory("/project");
  const root = await session.appendMessage(userMessage("Fix the bug."));
  await session.appendMessage(userMessage("Try the parser first."));
  await session.appendMessage(answer([call("1", "edit", { path: "parser.ts" })]));
  await session.appendMessage(result("1", "edit", "ok"));
  const provider = scripted(steps);
  const run = (more: Partial<BranchSummaryRequest> = {}) =>
    summariseBranch({
      session,
      targetId: root,
      model: testModel(),
      stream: provider.stream,
      ...more,
    });
  return { session, root, provider, run };
}

test("goes back and leaves a summary of what was tried, with its files", async () => {
  const { session, root, provider, run } = await setUp([{ text: "It was not the parser." }]);
  const outcome = await run({ instructions: "Why not?" });
  expect(outcome).toMatchObject({ type: "summarised", entryId: session.getLeafId() });
  expect(session.getLeafEntry()).toMatchObject({
    type: "branch_summary",
    parentId: root,
    summary: "It was not the parser.\n\n## Files and Commands\n\nFiles edited:\n- parser.ts",
    details: { readFiles: [], modifiedFiles: ["parser.ts"] },
    usage: outcome.type === "summarised" && outcome.usage,
  });
  const [message] = provider.requests[0]?.messages ?? [];
  expect(message?.content).toContain("[User]: Try the parser first.");
  expect(message?.content).toContain("attention to this: Why not?");
  expect(message?.content).not.toContain("Fix the bug.");
});

test("goes before the beginning, too", async () => {
  const { session, run } = await setUp([{ text: "All of it." }]);
  await run({ targetId: null });
  expect(session.getBranch()).toMatchObject([{ type: "branch_summary", parentId: null }]);
});

test("does not ask when nothing is left behind", async () => {
  const { session, provider, run } = await setUp([]);
  const targetId = session.getLeafId();
  expect(await run({ targetId })).toEqual({ type: "stopped", reason: "nothing_to_summarise" });
  expect(provider.callCount).toBe(0);
});

test("stays where it is when the summary fails or is aborted", async () => {
  const { session, run } = await setUp([{ text: "" }]);
  const leaf = session.getLeafId();
  expect(await run()).toMatchObject({ type: "stopped", reason: "summary_failed" });
  expect(await run({ signal: AbortSignal.abort() })).toMatchObject({ reason: "aborted" });
  expect(session.getLeafId()).toBe(leaf);
});

test("asks nothing for a place that does not exist, or a session that it may not write", async () => {
  const { session, provider, run } = await setUp([]);
  await expect(run({ targetId: "nowhere" })).rejects.toMatchObject({
    code: "not_found",
    entryId: "nowhere",
  });
  const shared = Object.create(session, { readOnly: { value: true } });
  await expect(run({ session: shared })).rejects.toMatchObject({ code: "read_only" });
  expect(provider.callCount).toBe(0);
});
