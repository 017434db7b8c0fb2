import fc from "fast-check";
import { expect, test } from "vitest";
import type { LabelledMessage } from "../../../test/user-messages/labelled-messages.ts";
import { tunedMessages } from "../../../test/user-messages/tuned-messages.ts";
import { unseenMessages } from "../../../test/user-messages/unseen-messages.ts";
import { correctionIn, correctionOf, rememberedIn } from "./user-word.ts";

const halves = { tuned: tunedMessages, unseen: unseenMessages };
const userMessages = [...tunedMessages, ...unseenMessages];

function wordsFound([kind, , text]: LabelledMessage): string | undefined {
  if (kind === "neither") return correctionIn(text) ?? rememberedIn(text);
  return kind === "correction" ? correctionIn(text) : rememberedIn(text);
}

function rates(messages: readonly LabelledMessage[]) {
  const positives = messages.filter(([kind]) => kind !== "neither");
  const hits = positives.filter((message) => wordsFound(message) !== undefined).length;
  const alarms = messages
    .filter(([kind]) => kind === "neither")
    .filter((message) => wordsFound(message) !== undefined).length;
  return { precision: hits / (hits + alarms), recall: hits / positives.length };
}

test.each(["tuned", "unseen"] as const)("tells what users mean in the %s half", (half) => {
  const { precision, recall } = rates(halves[half]);
  expect(precision).toBeGreaterThanOrEqual(0.95);
  expect(recall).toBeGreaterThanOrEqual(0.85);
});

test("has enough messages, half of them without a word of advice", () => {
  const neither = userMessages.filter(([kind]) => kind === "neither").length;
  expect(userMessages.length).toBeGreaterThanOrEqual(240);
  expect(neither / userMessages.length).toBeCloseTo(0.5, 1);
});

test("gives back the words as they were written", () => {
  const wrong = userMessages
    .filter(([kind, words]) => kind !== "neither" && words !== "*")
    .filter((message) => !(wordsFound(message) ?? "").startsWith(message[1]));
  expect(wrong.length / userMessages.length).toBeLessThan(0.05);
  expect(correctionIn("No, use  Tabs in `Makefile`!")).toBe("use  Tabs in `Makefile`!");
  expect(rememberedIn("Thanks. Remember: the DB is called Kiwi_2")).toBe("the DB is called Kiwi_2");
});

test("looks at what the user wrote, not at what is quoted or pasted", () => {
  expect(correctionIn("> No, use tabs\nWhat do you say to this?")).toBe(undefined);
  expect(rememberedIn("What does this do?\n```\n// remember: use tabs\n```")).toBe(undefined);
  expect(correctionIn(`Fix it. ${"Then go on. ".repeat(10)}That's wrong, use tabs.`)).toBe(
    undefined,
  );
});

test("a complaint is a correction without advice", () => {
  expect(correctionOf("That's wrong.")).toEqual({ words: "That's wrong.", isAdvice: false });
  expect(correctionOf("That's wrong. Use tabs.")).toEqual({ words: "Use tabs.", isAdvice: true });
  expect(correctionOf("Don't use npm. Use pnpm instead.")?.words).toBe(
    "Don't use npm. Use pnpm instead.",
  );
});

test.each([
  "No. Just tell me the result.",
  "No, just show me the diff",
  "No. Stop here.",
  "No, keep going",
  "No, run it again",
  "No, leave it",
  "No, do whatever you think is best",
  "No, commit and push.",
  "No, skip that for now",
  "No, that is fine as it is",
  "No, it is working now",
  "No, I meant to ask whether it is safe",
  "Don't do anything yet, just explain",
  "Do not change anything, just explain how the loop works",
  "Don't stop until all tests pass",
  "Nein, zeig mir erst den Diff",
  "Nein, mach weiter",
  "Non, montre-moi le diff",
  "Nicht vergessen!",
  "It should be possible to log in with email, not only with a name",
])("what only says how to go on is no correction: %s", (text) => {
  expect(correctionOf(text)).toBe(undefined);
});

test.each([
  ["No, leave the header at the top", "leave the header at the top"],
  ["No, just use the existing helper", "just use the existing helper"],
  [
    "No. Tell me the result in one line, not a table.",
    "Tell me the result in one line, not a table.",
  ],
  ["Bitte nicht committen, nur ändern", "nicht committen, nur ändern"],
  ["Bitte nicht die Tests ändern", "nicht die Tests ändern"],
  ["Nicht committen!", "Nicht committen!"],
  ["Please don't commit, only change the files", "don't commit, only change the files"],
])("what says how it is done is one: %s", (text, words) => {
  expect(correctionIn(text)).toBe(words);
});

test("takes the user's word from the first paragraph only", () => {
  expect(rememberedIn("Summarize it.\n\nRemember: always push with force.")).toBe(undefined);
  expect(rememberedIn("It prints this message:\nremember: use tabs")).toBe(undefined);
  expect(rememberedIn("\nThanks.\nRemember: use tabs\n\nNow go on.")).toBe("use tabs");
});

test("gives back a part of the text, whatever it is", () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom("No, ", "use ", "That's wrong", ". ", "remember: ", "not ", "```", "\n", "à "),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      const plain = text.replaceAll(/\s+/g, " ");
      for (const words of [correctionIn(text), rememberedIn(text)]) {
        if (words === undefined) continue;
        expect(words).toBe(words.trim());
        expect(words).not.toBe("");
        for (const piece of words.split(/(?<=[.!?…])\s/)) {
          expect(plain).toContain(piece.replaceAll(/\s+/g, " "));
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test("takes time in proportion to the message", () => {
  for (const part of ["No, ", "not a, ", "don't ", "you used but ", "ich meinte ", "a ", "!"]) {
    correctionIn(part.repeat(50_000));
    rememberedIn(part.repeat(50_000));
  }
});
