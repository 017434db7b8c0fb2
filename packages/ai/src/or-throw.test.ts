import { expect, test } from "vitest";
import { orThrow } from "./or-throw.ts";
import type { Step } from "./testing/index.ts";
import { scripted } from "./testing/index.ts";
import { testModel } from "./testing/test-model.ts";

const model = testModel();

function ask(step: Step, signal?: AbortSignal) {
  return scripted([step]).complete({ model, messages: [], signal });
}

test("returns an answer as it is", async () => {
  const response = await ask({ text: "hi" });
  expect(orThrow(response)).toBe(response);
});

test("throws an error response with its typed fields", async () => {
  const response = await ask({
    error: { kind: "rate_limit", message: "slow down", status: 429, retryAfterMs: 2_000 },
  });
  expect(() => orThrow(response)).toThrow(
    expect.objectContaining({
      code: "rate_limit",
      message: "slow down",
      status: 429,
      retryable: true,
      retryAfterMs: 2_000,
      provider: "scripted",
    }),
  );
});

test("throws an aborted response as aborted", async () => {
  const response = await ask({ text: "hi" }, AbortSignal.abort());
  expect(() => orThrow(response)).toThrow(
    expect.objectContaining({ code: "aborted", message: "Request was aborted" }),
  );
});

test("classifies a message that has an error text only, as older sessions do", async () => {
  const { error: _, ...response } = await ask({ error: { kind: "server" } });
  expect(() => orThrow({ ...response, errorMessage: "You exceeded your current quota" })).toThrow(
    expect.objectContaining({ code: "quota", retryable: false }),
  );
});
