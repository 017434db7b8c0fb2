import { expect, test } from "vitest";
import { testModel } from "../../testing/test-model.ts";
import type { Fields } from "../fields.ts";
import { MessageBuilder } from "../message-builder.ts";
import { finishResponse } from "./finish-response.ts";

function finished(response: Fields, status = "completed") {
  const builder = new MessageBuilder({ model: testModel(), emit() {}, now: () => 0 });
  finishResponse(builder, response, status, { refusal: "", isCallMissing: false });
  return builder.message;
}

const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
  output_tokens: 50,
};

test("tokens written to the cache are not counted twice", () => {
  expect(finished({ usage }).usage).toMatchObject({
    input: 10,
    output: 50,
    cacheRead: 60,
    cacheWrite: 30,
    totalTokens: 150,
  });
});

test("the price that xAI names is the price", () => {
  const { cost } = finished({ usage: { ...usage, cost_in_usd_ticks: 37_756_000 } }).usage;
  expect(cost).toMatchObject({ total: 0.0037756, totalFromProvider: 0.0037756 });
});

test.each([
  ["max_output_tokens", { stopReason: "length" }],
  ["max_messages", { stopReason: "length" }],
  ["a reason of next year", { stopReason: "length" }],
  [
    "content_filter",
    { error: { kind: "content_filter", code: "content_filter", retryable: false } },
  ],
])("an answer left incomplete by %s says so", (reason, expected) => {
  const response = { status: "incomplete", incomplete_details: { reason }, usage };
  expect(finished(response)).toMatchObject({ ...expected, usage: { output: 50 } });
});

test("the response's own status wins over the event's", () => {
  expect(finished({ status: "incomplete" }, "completed").stopReason).toBe("length");
  expect(finished({}, "incomplete").stopReason).toBe("length");
});

test.each(["cancelled", "queued", "in_progress"])("the status %s is no answer", (status) => {
  expect(finished({ status })).toMatchObject({
    stopReason: "error",
    error: { kind: "server", code: status },
  });
});

test.each(["failed", "completed"])("an error makes a %s response an error", (status) => {
  const error = { code: "server_error", message: "It broke." };
  expect(finished({ status, error })).toMatchObject({
    errorMessage: expect.stringContaining("It broke."),
    error: { kind: "server", code: "server_error" },
  });
});

test.each([
  ["server_error", "server", true],
  ["rate_limit_exceeded", "rate_limit", true],
  ["insufficient_quota", "quota", false],
  ["context_length_exceeded", "context_overflow", false],
  ["invalid_prompt", "content_filter", false],
  ["image_too_large", "invalid_request", false],
])("a response that failed with %s is of kind %s", (code, kind, retryable) => {
  const error = { code, message: "No." };
  expect(finished({ status: "failed", error }).error).toEqual({ kind, code, retryable });
});
