import fc from "fast-check";
import { expect, test } from "vitest";
import type { AgentMessage } from "../message.ts";
import { assistant, toolResult, user } from "../testing/messages.ts";
import { pairToolResults, unansweredCalls } from "./pair-tool-results.ts";

/** `user`, `assistant(a b)`, `a` (a result), `a!` (one that was made up). */
function sketch(messages: readonly AgentMessage[]): string {
  return messages
    .map((message) => {
      if (message.role === "toolResult") return message.toolCallId + (message.isError ? "!" : "");
      if (message.role !== "assistant") return message.role;
      const calls = message.content.flatMap((block) => (block.type === "toolCall" ? block.id : []));
      return `assistant(${calls.join(" ")})`;
    })
    .join(", ");
}

const failed = { ...assistant("", ["a"]), stopReason: "error" as const };

test.each<[string, AgentMessage[], string]>([
  [
    "results are put in the order of their calls",
    [assistant("", ["a", "b"]), toolResult("b"), toolResult("a")],
    "assistant(a b), a, b",
  ],
  [
    "what slipped in between comes after them",
    [assistant("", ["a", "b"]), toolResult("a"), user("steer"), toolResult("b")],
    "assistant(a b), a, b, user",
  ],
  [
    "a call without a result gets one",
    [assistant("", ["a", "b"]), toolResult("b"), user("go on")],
    "assistant(a b), a!, b, user",
  ],
  ["a result without a call is dropped", [toolResult("a"), user("x"), toolResult("b")], "user"],
  [
    "of two results the first counts",
    [assistant("", ["a"]), toolResult("a"), user("x"), toolResult("a", "late")],
    "assistant(a), a, user",
  ],
  [
    "an id that comes again is another call",
    [assistant("", ["a"]), assistant("", ["a"]), toolResult("a")],
    "assistant(a), a!, assistant(a), a",
  ],
  [
    "one id twice in an answer takes two results",
    [assistant("", ["a", "a"]), toolResult("a"), toolResult("a")],
    "assistant(a a), a, a",
  ],
  ["the calls of a failed answer need none", [failed, user("again")], "assistant(a), user"],
])("%s", (_, messages, expected) => {
  expect(sketch(pairToolResults(messages))).toBe(expected);
});

const anyMessage = fc.oneof(
  fc.constant(null).map(() => user("x")),
  fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 3 }).map((calls) => assistant("", calls)),
  fc.constantFrom("a", "b", "c").map((id) => toolResult(id)),
);

test("after every answer come its results and nothing else, and pairing again changes nothing", () => {
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 30 }), (messages) => {
      const paired = pairToolResults(messages);
      let expected: string[] = [];
      for (const message of paired) {
        if (message.role === "toolResult") expect(message.toolCallId).toBe(expected.shift());
        else expect(expected).toEqual([]);
        if (message.role !== "assistant") continue;
        expected = message.content.flatMap((block) => (block.type === "toolCall" ? block.id : []));
      }
      expect(expected).toEqual([]);
      expect(pairToolResults(paired)).toEqual(paired);
    }),
  );
});

test("only the calls that the conversation stopped at are unanswered", () => {
  const open = [assistant("", ["a", "b", "c"]), toolResult("b")];
  expect(unansweredCalls(open).map(({ id }) => id)).toEqual(["a", "c"]);
  expect(unansweredCalls([...open, user("went on")])).toEqual([]);
  expect(unansweredCalls([failed])).toEqual([]);
  expect(unansweredCalls([])).toEqual([]);
});
