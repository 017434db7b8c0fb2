import fc from "fast-check";
import { expect, test } from "vitest";
import { pairToolResults } from "../session/pair-tool-results.ts";
import { contextItems } from "./context-items.ts";
import { legalCuts, recentCut } from "./cut-point.ts";
import { answer, call, result, TestSession, userMessage } from "./test-session.ts";

const text = (words: string) => ({ type: "text" as const, text: words });

/** `u` a user's message, `a` an answer, `1` an answer that calls 1, `12` one that calls both, `r1` a result. */
function itemsOf(script: string) {
  const session = new TestSession();
  for (const step of script.split(" ").filter(Boolean)) {
    if (step === "u") session.message(userMessage("do it"));
    else if (step === "a") session.message(answer([text("done")]));
    else if (step === "x") session.message(answer([call("1", "t", {})], { stopReason: "error" }));
    else if (step.startsWith("r")) session.message(result(step.slice(1), "t", "out"));
    else session.message(answer([...step].map((id) => call(id, "t", {}))));
  }
  return contextItems(session.getBranch());
}

test.each([
  ["", [0]],
  ["u a", [0, 1, 2]],
  ["u 1 r1 a", [0, 1, 3, 4]],
  ["u 12 r1 r2 a", [0, 1, 4, 5]],
  // A result that came late, behind another message.
  ["u 1 u r1 a", [0, 1, 4, 5]],
  // Ids come again: each result belongs to the latest answer with its id.
  ["1 r1 1 r1", [0, 2, 4]],
  // Calls that still run.
  ["u 12 r1", [0, 1]],
  ["u 12", [0, 1]],
  // They were given up.
  ["u 1 u", [0, 1, 2, 3]],
  ["u x u", [0, 1, 2, 3]],
  ["r9 u", [1, 2]],
])("%j may be cut at %j", (script, cuts) => {
  expect(legalCuts(itemsOf(script))).toEqual(cuts);
});

test("no legal cut parts a call from its result", () => {
  const step = fc.constantFrom("u", "a", "1", "2", "12", "23", "r1", "r2", "r3", "x");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
      const items = itemsOf(steps.join(" "));
      const messages = items.map(({ message }) => message);
      const paired = pairToolResults(messages).filter((message) => message.role === "toolResult");
      for (const cut of legalCuts(items)) {
        const parts = [messages.slice(0, cut), messages.slice(cut)];
        const resultsOfParts = parts
          .flatMap((part) => pairToolResults(part))
          .filter((message) => message.role === "toolResult");
        expect(resultsOfParts).toEqual(paired);
      }
    }),
  );
});

test("keeps as many of the newest messages as fit", () => {
  const items = itemsOf("u 1 r1 2 r2 a").map((item) => ({ ...item, tokens: 10 }));
  const cuts = legalCuts(items);
  expect(recentCut(items, cuts, 60)).toBe(0);
  expect(recentCut(items, cuts, 35)).toBe(3);
  expect(recentCut(items, cuts, 10)).toBe(5);
});

test("keeps at least the newest exchange", () => {
  const items = itemsOf("u 1 r1").map((item) => ({ ...item, tokens: 1_000 }));
  expect(recentCut(items, legalCuts(items), 10)).toBe(1);
});

test("begins with a whole turn where that keeps half as much at least", () => {
  const items = itemsOf("u 1 r1 2 r2 u a").map((item) => ({ ...item, tokens: 10 }));
  const cuts = legalCuts(items);
  expect(recentCut(items, cuts, 40)).toBe(5);
  expect(recentCut(items, cuts, 50)).toBe(3);
});
