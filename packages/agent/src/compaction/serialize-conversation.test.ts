import type { Message } from "@argent/ai";
import fc from "fast-check";
import { expect, test } from "vitest";
import { estimateTextTokens } from "./estimate-tokens.ts";
import { serializeConversation } from "./serialize-conversation.ts";
import { answer, call, result } from "./test-session.ts";

const user = (content: string): Message => ({ role: "user", content, timestamp: 0 });

test("says who said what", () => {
  const thinking = { type: "thinking" as const, thinking: "Let me look." };
  const said = { type: "text" as const, text: "Found it." };
  const image = { type: "image" as const, data: "aGk=", mimeType: "image/png" };
  const messages: Message[] = [
    user("Find the bug."),
    answer([thinking, call("1", "read", { path: "a.ts" }), call("2", "bash", { command: "ls" })]),
    result("1", "read", "let a;"),
    result("2", "bash", "", { isError: true, content: [image] }),
    answer([said]),
    answer([{ type: "text", text: "never sent" }], { stopReason: "error" }),
  ];
  expect(serializeConversation(messages, 10_000)).toBe(`[User]: Find the bug.

[Assistant thinks]: Let me look.

[Assistant calls read]: {"path":"a.ts"}

[Assistant calls bash]: {"command":"ls"}

[Tool result]: let a;

[Tool error]: [image]

[Assistant]: Found it.`);
});

test("cuts long results in the middle", () => {
  const text = serializeConversation([result("1", "t", "x".repeat(50_000))], 10_000);
  expect(text).toMatch(/^\[Tool result\]: x{1500} \[\.\.\. 48000 characters \.\.\.\] x{500}$/);
});

test("stays within its budget, with the first and the last in it", () => {
  const length = fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 20_000 }));
  fc.assert(
    fc.property(
      fc.array(length, { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 200, max: 5_000 }),
      (lengths, budget) => {
        const messages = lengths.map((length, index) => user(`#${index} ${"y".repeat(length)}`));
        const text = serializeConversation(messages, budget);
        expect(estimateTextTokens(text)).toBeLessThanOrEqual(budget);
        expect(text).toContain("[User]: #0");
        expect(text).toContain(`[User]: #${lengths.length - 1}`);
      },
    ),
  );
});
