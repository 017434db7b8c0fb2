import { expect, test } from "vitest";
import { emptyUsage } from "./cost.ts";
import type { AssistantMessage } from "./message.ts";
import { isContextOverflow } from "./overflow.ts";

const model = { contextWindow: 1_000 };

function answer(fields: Partial<AssistantMessage>, input = 0, output = 0): AssistantMessage {
  return {
    role: "assistant",
    content: [],
    api: "a",
    provider: "p",
    model: "m",
    usage: { ...emptyUsage(), input, output },
    stopReason: "stop",
    timestamp: 0,
    ...fields,
  };
}

test.each([
  [
    "the typed kind",
    answer({ stopReason: "error", error: { kind: "context_overflow", retryable: false } }),
    true,
  ],
  [
    "another typed kind whose words look like it",
    answer({
      stopReason: "error",
      error: { kind: "rate_limit", retryable: true },
      errorMessage: "too many tokens",
    }),
    false,
  ],
  [
    "an old message that has only words",
    answer({ stopReason: "error", errorMessage: "prompt is too long" }),
    true,
  ],
  [
    "an old rate limit",
    answer({ stopReason: "error", errorMessage: "rate limit: too many tokens" }),
    false,
  ],
  ["a prompt that was cut in silence", answer({}, 1_001, 5), true],
  ["a prompt that fits", answer({}, 999, 5), false],
  ["a window that was full before the first word", answer({ stopReason: "length" }, 995, 0), true],
  ["a long answer", answer({ stopReason: "length" }, 500, 400), false],
])("%s", (_, message, expected) => {
  expect(isContextOverflow(message, model)).toBe(expected);
});
