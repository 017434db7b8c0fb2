import { expect, test } from "vitest";
import { compactionLimits } from "./compaction-settings.ts";
import { refusal } from "./refusal.ts";
import { TestSession, userMessage } from "./test-session.ts";

const limits = compactionLimits({}, 100_000);
/** Well below and well above a quarter of what is between the target and the threshold. */
const little = 1_000;
const much = 20_000;

/** Numbers are new work in tokens, `c` a compaction, `e` an edit. */
function sessionOf(...steps: (number | "c" | "e")[]): TestSession {
  const session = new TestSession();
  for (const step of steps) {
    if (typeof step === "number") session.message(userMessage("x".repeat(step * 4)));
    else if (step === "e")
      session.append({ type: "context_edit", targetId: "e1", replacement: null });
    else
      session.append({ type: "compaction", summary: "s", firstKeptEntryId: "e1", tokensBefore: 1 });
  }
  return session;
}

test.each([
  [[much], undefined],
  [[much, "c"], "no_new_work"],
  [[much, "e", "e"], "no_new_work"],
  [[much, "c", little], undefined],
  [[much, "c", little, "c", little], "refilled"],
  [[much, "c", little, "e", "e", "c", little], "refilled"],
  [[much, "c", much, "c", little], undefined],
  [[much, "c", little, "c", much], undefined],
] as const)("after %j it is %s", (steps, expected) => {
  expect(refusal(sessionOf(...steps).getBranch(), limits, "threshold")).toBe(expected);
});

test("by hand only new work counts", () => {
  const session = sessionOf(much, "c", little, "c", little);
  expect(refusal(session.getBranch(), limits, "manual")).toBeUndefined();
});
