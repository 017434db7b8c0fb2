import fc from "fast-check";
import { expect, test } from "vitest";
import { contextItems, tokensOf } from "./context-items.ts";
import { dropThinking } from "./drop-thinking.ts";
import { leastTokens, maskToolResults, trimToolResults } from "./shorten-results.ts";
import { answer, call, result, TestSession, userMessage } from "./test-session.ts";

function sessionWithResults(...texts: string[]) {
  const session = new TestSession();
  session.message(userMessage("go"));
  for (const [index, text] of texts.entries()) {
    session.message(answer([call(`c${index}`, "bash", {})]));
    session.message(result(`c${index}`, "bash", text));
  }
  return session;
}

test("masks long results before a place, and says where the rest is", () => {
  const session = sessionWithResults("short", "first line\n".repeat(500), "last ".repeat(500));
  const items = contextItems(session.getBranch());
  const masked = maskToolResults(items, 5);
  expect(masked.map((item) => item.isEdited ?? false)).toEqual([
    false,
    false,
    false,
    false,
    true,
    false,
    false,
  ]);
  const message = masked[4]?.message;
  expect(message).toMatchObject({
    role: "toolResult",
    content: [
      {
        text: expect.stringMatching(
          /^first line\n(.|\n)*\[\.\.\. 5\d+ characters of this result were left out .* entry e5\]/,
        ),
      },
    ],
  });
  expect(masked[4]?.tokens).toBeLessThan(120);
  expect(maskToolResults(masked, 5)).toBe(masked);
});

test("counts the images that it leaves out", () => {
  const session = new TestSession();
  session.message(answer([call("1", "shot", {})]));
  const image = { type: "image" as const, data: "aGk=", mimeType: "image/png" };
  session.message(result("1", "shot", "", { content: [image, image] }));
  const [, masked] = maskToolResults(contextItems(session.getBranch()), 2);
  expect(masked?.message).toMatchObject({
    content: [{ type: "text", text: expect.stringContaining("[2 image(s) of this result") }],
  });
});

test("a result with images and an id as others write them gets as small as is said", () => {
  const session = new TestSession();
  session.message(answer([call("1", "shot", {})]));
  const content = [
    { type: "text" as const, text: "x".repeat(2_000_000) },
    { type: "image" as const, data: "aGk=", mimeType: "image/png" },
  ];
  session.message(result("1", "shot", "", { content }));
  const items = contextItems(session.getBranch()).map((item) => ({
    ...item,
    entry: { ...item.entry, id: "123e4567-e89b-12d3-a456-426614174000" },
  }));
  const least = items.reduce((sum, item) => sum + leastTokens(item), 0);
  const masked = maskToolResults(items, 2);
  expect(tokensOf(masked)).toBeLessThanOrEqual(least);
  expect(tokensOf(trimToolResults(items, least))).toBeLessThanOrEqual(least);
  expect(maskToolResults(masked, 2)).toBe(masked);
});

test("pinned results stay as they are", () => {
  const session = sessionWithResults("x".repeat(9_000));
  const items = contextItems(session.getBranch(), () => true);
  expect(maskToolResults(items, 3)).toBe(items);
  expect(trimToolResults(items, 10)).toEqual(items);
});

test("trims the longest results, and all of them only as far as needed", () => {
  const session = sessionWithResults("a".repeat(2_000), "b".repeat(40_000), "c".repeat(80_000));
  const items = contextItems(session.getBranch());
  const trimmed = trimToolResults(items, 5_000);
  expect(trimmed.map((item) => item.isEdited ?? false)).toEqual([
    false,
    false,
    false,
    false,
    true,
    false,
    true,
  ]);
  expect(tokensOf(trimmed)).toBeLessThanOrEqual(5_000);
  expect(tokensOf(trimmed)).toBeGreaterThan(4_700);
});

test("trimming ends within its room whenever that is possible", () => {
  const text = fc
    .tuple(fc.nat({ max: 20_000 }), fc.constantFrom("a", "漢", "é ", "😀"))
    .map(([length, unit]) => unit.repeat(length / unit.length));
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 5 }),
      fc.nat({ max: 8_000 }),
      (texts, more) => {
        const items = contextItems(sessionWithResults(...texts).getBranch());
        const room = more + items.reduce((sum, item) => sum + leastTokens(item), 0);
        expect(tokensOf(trimToolResults(items, room))).toBeLessThanOrEqual(room);
      },
    ),
    { numRuns: 50 },
  );
});

const thought = { type: "thinking" as const, thinking: "hm ".repeat(300) };
const said = { type: "text" as const, text: "done" };

test("drops the thinking of turns that are over", () => {
  const session = new TestSession();
  session.message(userMessage("one"));
  session.message(answer([thought, said]));
  session.message(userMessage("two"));
  session.message(answer([thought, call("1", "t", {})]));
  session.message(result("1", "t", "ok"));
  const items = contextItems(session.getBranch());
  const dropped = dropThinking(items, items.length);
  expect(dropped[1]).toMatchObject({ isEdited: true, message: { content: [said] } });
  expect(dropped[3]).toBe(items[3]);
  expect(dropThinking(dropped, items.length)).toBe(dropped);
  expect(dropThinking(items, 1)).toBe(items);
});

test("leaves the reasoning alone that Responses wants back with its items", () => {
  const session = new TestSession();
  session.message({ ...answer([thought, said]), api: "openai-responses" });
  session.message(userMessage("two"));
  const items = contextItems(session.getBranch());
  expect(dropThinking(items, 2)).toBe(items);
});
