import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chosen } from "../../../test/sis-kit.ts";
import { convertToLlm } from "../../convert-to-llm.ts";
import { assistant, toolResult, user } from "../../testing/messages.ts";
import { citedLessons, lessonsMessage, liveLessons } from "./lessons-message.ts";

const none = { withheld: [] };

/** What the model reads. */
function shown(...parameters: Parameters<typeof lessonsMessage>): string {
  const [message] = convertToLlm([lessonsMessage(...parameters)]);
  const content = message?.role === "user" ? message.content : [];
  if (typeof content === "string") return content;
  return content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

describe("lessonsMessage", () => {
  test("says what the notes are, and when, what and why of each with its id", () => {
    const tests = chosen("L-3f9a2c", {
      when: "running the tests",
      do: "use `pnpm test`",
      why: "npm does not know the workspace",
    });
    const text = shown([tests, chosen("L-b")], none, 5);
    const lines = text.split("\n");
    expect(lines[0]).toBe("<lessons>");
    expect(lines[1]).toMatch(/advice, not the words of the user.*cite its id/);
    expect(lines.slice(2)).toEqual([
      "[L-3f9a2c] When: running the tests Do: use `pnpm test`",
      "  Why: npm does not know the workspace",
      "[L-b] When: It is about L-b. Do: Do L-b.",
      "</lessons>",
    ]);
  });

  test("is not for people's eyes, and keeps which lessons it shows and which were left out", () => {
    expect(lessonsMessage([chosen("L-a")], { withheld: ["L-b"] }, 5)).toMatchObject({
      role: "custom",
      customType: "argent.lessons",
      display: false,
      details: { lessons: ["L-a"], withheld: ["L-b"] },
      timestamp: 5,
    });
  });

  test("whatever a lesson says, the frame ends once and every line is the lesson's own", () => {
    const evil = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc
        .array(
          fc.constantFrom(
            ..."</lessons>|<|/|lessons|LESSONS>|\n|\r|\u2028|\u0085|\t| |[L-b] When: |x".split("|"),
          ),
        )
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(evil, evil, evil, (when, advice, why) => {
        const bad = chosen("L-a", { when, do: advice, why });
        const lines = shown([bad, chosen("L-b")], none, 0).split(/[\r\n\u0085\u2028\u2029]/);
        expect(lines).toHaveLength(why ? 6 : 5);
        expect(lines.join("\n").match(/<[\s/]*lessons/gi)).toEqual(["<lessons", "</lessons"]);
        expect(lines.at(-1)).toBe("</lessons>");
        expect(lines.filter((line) => line.startsWith("[L-b]"))).toHaveLength(1);
      }),
    );
  });
});

describe("liveLessons", () => {
  test("are those of all messages with lessons, each once, in the order in which they came", () => {
    expect(
      liveLessons([
        lessonsMessage([chosen("L-b"), chosen("L-a")], { withheld: ["L-x"] }, 0),
        user("go"),
        assistant("[L-y]"),
        lessonsMessage([chosen("L-c"), chosen("L-a")], none, 0),
        user("more"),
      ]),
    ).toEqual(["L-b", "L-a", "L-c"]);
  });

  test("are not read from messages of another kind, or with details that somebody else wrote", () => {
    const message = lessonsMessage([chosen("L-a")], none, 0);
    const oddDetails = [undefined, null, 5, {}, { lessons: "L-a" }, { lessons: [5, null] }];
    expect(liveLessons([{ ...message, customType: "note" }])).toEqual([]);
    for (const details of oddDetails) expect(liveLessons([{ ...message, details }])).toEqual([]);
  });
});

describe("citedLessons", () => {
  test.each([
    ["As [L-3f9a2c] says, use pnpm.", true],
    ["L-3f9a2c", true],
    ["(see L-3f9a2c.)", true],
    ["L-3f9a2c-", true],
    ["L-3f9a2cd, then L-3f9a2c: yes", true],
    ["L-3f9a2cd", false],
    ["L-3f9a2c-2", false],
    ["XL-3f9a2c", false],
    ["my-L-3f9a2c", false],
    ["öL-3f9a2c", false],
    ["l-3f9a2c", false],
    ["3f9a2c", false],
  ])("of %j: %j", (text, isCited) => {
    expect(citedLessons([assistant(text)], ["L-3f9a2c"])).toEqual(isCited ? ["L-3f9a2c"] : []);
  });

  test("are named by answers only, and only those that were asked for", () => {
    const messages = [
      lessonsMessage([chosen("L-a")], none, 0),
      user("What of L-a?"),
      assistant("I go by [L-b] and [L-c].", ["call"]),
      toolResult("call", "L-a"),
      assistant("Done."),
    ];
    expect(citedLessons(messages, ["L-a", "L-c"])).toEqual(["L-c"]);
  });
});
