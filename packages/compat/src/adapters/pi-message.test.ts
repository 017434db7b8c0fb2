import { expect, test } from "vitest";
import { fromPiMessage } from "./pi-message.ts";

test("an answer loses what Pi's providers left on its blocks, and the original keeps it", () => {
  const block = { type: "toolCall", id: "1", name: "t", arguments: {}, partialJson: "{", index: 0 };
  const message = JSON.parse(JSON.stringify({ role: "assistant", content: [block] }));
  expect(fromPiMessage(message)).toEqual({
    role: "assistant",
    content: [{ type: "toolCall", id: "1", name: "t", arguments: {} }],
  });
  expect(message.content[0]).toEqual(block);
});

test("a message that is clean is the same one", () => {
  const message = { role: "user" as const, content: "hi", timestamp: 1 };
  expect(fromPiMessage(message)).toBe(message);
});
