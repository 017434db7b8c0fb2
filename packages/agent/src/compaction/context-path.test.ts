import { expect, test } from "vitest";
import { branchMessages } from "../session/session-context.ts";
import { contextPath } from "./context-path.ts";
import { TestSession, userMessage } from "./test-session.ts";

function sessionWith(firstKeptEntryId: (own: string) => string) {
  const session = new TestSession();
  for (const words of ["one", "two", "three"]) session.message(userMessage(words));
  const draft = { type: "compaction" as const, summary: "s", tokensBefore: 1 };
  session.append({ ...draft, firstKeptEntryId: firstKeptEntryId("e4") });
  session.message(userMessage("four"));
  return session;
}

test.each<[string, (own: string) => string, string[]]>([
  ["some entries", () => "e2", ["e2", "e3", "e4", "e5"]],
  ["none", (own) => own, ["e4", "e5"]],
  ["an entry that is not there", () => "e99", ["e1", "e2", "e3", "e4", "e5"]],
])(
  "after a compaction that kept %s it gives the same context as the whole branch",
  (_, kept, ids) => {
    const session = sessionWith(kept);
    const path = contextPath(session);
    expect(path.map(({ id }) => id)).toEqual(ids);
    expect(branchMessages(path)).toEqual(branchMessages(session.getBranch()));
  },
);

test("goes back to the root without a compaction, and follows the branch", () => {
  const session = new TestSession();
  expect(contextPath(session)).toEqual([]);
  session.message(userMessage("one"));
  session.message(userMessage("two"));
  session.leafId = "e1";
  session.message(userMessage("three"));
  expect(contextPath(session).map(({ id }) => id)).toEqual(["e1", "e3"]);
});
