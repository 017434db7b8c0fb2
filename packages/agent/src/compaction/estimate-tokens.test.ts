import fc from "fast-check";
import { expect, test } from "vitest";
import {
  estimateMessageTokens,
  estimateOverhead,
  estimateTextTokens,
  excerpt,
} from "./estimate-tokens.ts";
import { answer, call } from "./test-session.ts";

test.each([
  ["", 0],
  ["four", 1],
  ["fives", 2],
  ["да", 1],
  ["漢字", 2],
  ["😀", 2],
])("%j is %d tokens", (text, tokens) => {
  expect(estimateTextTokens(text)).toBe(tokens);
});

test("counts the images, calls and thoughts of messages", () => {
  const image = { type: "image" as const, data: "aGk=", mimeType: "image/png" };
  const picture = { role: "user" as const, content: [image], timestamp: 0 };
  expect(estimateMessageTokens(picture)).toBe(1_204);
  expect(estimateMessageTokens(answer([call("1", "read", { path: "a" })]))).toBe(4 + 4);
  const hidden = { type: "thinking" as const, thinking: "", thinkingSignature: "s".repeat(40) };
  expect(estimateMessageTokens(answer([hidden]))).toBe(14);
});

test("failed answers and what the model is not shown count nothing", () => {
  expect(
    estimateMessageTokens(answer([{ type: "text", text: "half" }], { stopReason: "error" })),
  ).toBe(0);
  const secret = { role: "bashExecution" as const, command: "ls", output: "x".repeat(400) };
  const shown = { ...secret, cancelled: false, truncated: false, timestamp: 0 };
  expect(estimateMessageTokens(shown)).toBeGreaterThan(100);
  expect(estimateMessageTokens({ ...shown, excludeFromContext: true })).toBe(0);
});

test("counts what goes with every request", () => {
  const tool = { name: "t", description: "d".repeat(400), parameters: { type: "object" } };
  expect(estimateOverhead({})).toBe(0);
  expect(estimateOverhead({ systemPrompt: "p".repeat(400), tools: [tool] })).toBeGreaterThan(200);
});

const anyText = fc.string({
  unit: fc.constantFrom("a", " ", "é", "漢", "😀", "\n"),
  maxLength: 300,
});

test("an excerpt is as short as asked, keeps both ends and halves no character", () => {
  fc.assert(
    fc.property(anyText, fc.nat({ max: 80 }), (text, tokens) => {
      const [head = "", tail = ""] = excerpt(text, tokens, (left) => `|${left}|`).split(/\|\d+\|/);
      expect(estimateTextTokens(head + tail)).toBeLessThanOrEqual(tokens);
      expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
      expect(head.isWellFormed() && tail.isWellFormed()).toBe(true);
    }),
  );
});

test("an excerpt says how much it leaves out", () => {
  const text = `${"a".repeat(30)}${"b".repeat(1_000)}${"c".repeat(10)}`;
  const short = excerpt(text, 10, (omitted) => `[${omitted}]`);
  expect(short).toBe(`${"a".repeat(30)}[1000]${"c".repeat(10)}`);
  expect(excerpt("short", 2, () => "[...]")).toBe("short");
});
