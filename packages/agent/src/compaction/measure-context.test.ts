import { expect, test } from "vitest";
import { contextItems, tokensOf } from "./context-items.ts";
import { contextTokens, measureContext } from "./measure-context.ts";
import { answer, TestSession, userMessage } from "./test-session.ts";

const text = (words: string) => ({ type: "text" as const, text: words });

function measure(session: TestSession, overhead = 0) {
  const path = session.getBranch();
  return measureContext(path, contextItems(path), overhead);
}

test("without counts everything is estimated", () => {
  const session = new TestSession();
  session.message(userMessage("x".repeat(400)));
  expect(measure(session, 50)).toEqual({ tokens: 154, fixed: 50, scale: 1 });
  expect(contextTokens(session, 50)).toBe(154);
});

test("the newest count stands for everything before it", () => {
  const session = new TestSession();
  session.message(userMessage("x".repeat(400)));
  session.message(answer([text("ok")], { tokens: 9_000 }));
  session.message(answer([text("half")], { tokens: 7, stopReason: "aborted" }));
  session.message(userMessage("x".repeat(400)));
  expect(measure(session).tokens).toBe(9_104);
  expect(contextTokens(session, 0)).toBe(9_104);
});

test("a context that was counted is not read further back than its newest count", () => {
  const session = new TestSession();
  for (let index = 0; index < 100; index++) session.message(userMessage("earlier"));
  session.message(answer([text("ok")], { tokens: 9_000 }));
  session.message(userMessage("now"));
  const read: string[] = [];
  const watched = {
    getLeafEntry: () => session.getLeafEntry(),
    getEntry(id: string) {
      read.push(id);
      return session.getEntry(id);
    },
  };
  expect(contextTokens(watched, 0)).toBeGreaterThan(9_000);
  expect(read).toEqual(["e101"]);
});

test("counts from before a compaction or an edit are stale", () => {
  const session = new TestSession();
  const first = session.message(userMessage("x".repeat(400)));
  const kept = session.message(answer([text("ok")], { tokens: 150_000 }));
  session.append({ type: "compaction", summary: "s", firstKeptEntryId: kept, tokensBefore: 1 });
  expect(measure(session).tokens).toBeLessThan(100);
  session.message(answer([text("ok")], { tokens: 500 }));
  expect(measure(session).tokens).toBe(500);
  session.append({ type: "context_edit", targetId: first, replacement: null });
  expect(measure(session).tokens).toBeLessThan(100);
});

test("a count that differs from the estimate scales it, and what no scale explains is fixed", () => {
  const session = new TestSession();
  session.message(userMessage("x".repeat(3_984)));
  const estimated = tokensOf(contextItems(session.getBranch()));
  expect(estimated).toBe(1_000);
  session.message(answer([], { tokens: 2_100 }));
  expect(measure(session, 94)).toMatchObject({ tokens: 2_100, fixed: 94 });
  expect(measure(session, 94).scale).toBeCloseTo(2, 1);
  session.message(answer([], { tokens: 13_024 }));
  expect(measure(session)).toEqual({ tokens: 13_024, fixed: 10_000, scale: 3 });
});
