import { expect, test } from "vitest";
import type { ErrorKind } from "../message.ts";
import { type ScriptedStep, scripted } from "../testing/index.ts";
import { testModel } from "../testing/test-model.ts";
import { type Fallback, type FallbackOptions, withFallback } from "./with-fallback.ts";

const first = testModel({ id: "first", provider: "one" });
const second = testModel({ id: "second", provider: "two" });
const third = testModel({ id: "third", provider: "one" });
const request = { model: first, messages: [], apiKey: "key of one", headers: { "x-one": "1" } };

function setUp(steps: ScriptedStep[], options: Partial<FallbackOptions> = {}) {
  const provider = scripted(steps);
  const switches: Fallback[] = [];
  const falling = withFallback(provider, {
    targets: [{ model: second }, { model: third }],
    onFallback: (fallback) => switches.push(fallback),
    ...options,
  });
  return { provider, falling, switches };
}

test("asks the next model, and shows one stream that names the one that answered", async () => {
  const { provider, falling, switches } = setUp([
    { error: { kind: "overloaded" } },
    { text: "x", fault: { type: "cut", afterEvents: 1 } },
    { text: "hi" },
  ]);
  const events = await Array.fromAsync(falling.stream(request));
  expect(events.map((event) => event.type)).toEqual([
    "start",
    "text_start",
    "text_delta",
    "text_end",
    "done",
  ]);
  expect(events[0]).toMatchObject({ provider: "one", model: "third" });
  expect(events.at(-1)).toMatchObject({ message: { model: "third" } });
  expect(provider.requests.map(({ model }) => model.id)).toEqual(["first", "second", "third"]);
  expect(switches.map(({ from, to, error }) => [from.id, to.id, error.kind])).toEqual([
    ["first", "second", "overloaded"],
    ["second", "third", "network"],
  ]);
});

test("gives the last failure when all fail", async () => {
  const { falling } = setUp([
    { error: { kind: "overloaded" } },
    { error: { kind: "quota" } },
    { error: { kind: "server" } },
  ]);
  expect(await falling.complete(request)).toMatchObject({
    model: "third",
    error: { kind: "server" },
  });
});

test.each<[ErrorKind, boolean]>([
  ["rate_limit", true],
  ["overloaded", true],
  ["quota", true],
  ["network", true],
  ["timeout", true],
  ["server", true],
  ["auth", false],
  ["not_found", false],
  ["context_overflow", false],
  ["invalid_request", false],
  ["content_filter", false],
])("%s: the next is asked is %s", async (kind, isSwitched) => {
  const { provider, falling } = setUp([{ error: { kind } }, { text: "hi" }]);
  const answer = await falling.complete(request);
  expect(answer.stopReason).toBe(isSwitched ? "stop" : "error");
  expect(provider.callCount).toBe(isSwitched ? 2 : 1);
});

test("follows the caller's policy", async () => {
  const policy = { auth: "next", overloaded: "stop" } as const;
  const one = setUp([{ error: { kind: "auth" } }, { text: "hi" }], { policy });
  expect((await one.falling.complete(request)).stopReason).toBe("stop");
  const two = setUp([{ error: { kind: "overloaded" } }, { text: "hi" }], { policy });
  expect((await two.falling.complete(request)).error?.kind).toBe("overloaded");
});

test("does not switch after an abort", async () => {
  const { provider, falling } = setUp([{ text: "hi" }, { text: "hi" }], {
    policy: { aborted: "next" },
  });
  const answer = await falling.complete({ ...request, signal: AbortSignal.abort() });
  expect(answer.stopReason).toBe("aborted");
  expect(provider.callCount).toBeLessThan(2);
});

test("does not switch once the answer has begun", async () => {
  const { provider, falling } = setUp([
    { text: "half", error: { kind: "overloaded" } },
    { text: "hi" },
  ]);
  const events = await Array.fromAsync(falling.stream(request));
  expect(events.at(-1)).toMatchObject({
    type: "error",
    error: { model: "first", content: [{ text: "half" }] },
  });
  expect(provider.callCount).toBe(1);
});

test("switches at any time when answers are held back until they are complete", async () => {
  const { falling } = setUp([{ text: "half", error: { kind: "overloaded" } }, { text: "hi" }], {
    partialOutput: "hold",
  });
  const events = await Array.fromAsync(falling.stream(request));
  expect(events.map((event) => event.type)).toEqual([
    "start",
    "text_start",
    "text_delta",
    "text_end",
    "done",
  ]);
  expect(JSON.stringify(events)).not.toContain("half");
});

test("gives the key and the headers of a request to no other provider", async () => {
  const other = scripted([{ error: { kind: "overloaded" } }]);
  const { provider, falling } = setUp(
    [{ error: { kind: "overloaded" } }, { error: { kind: "overloaded" } }, { text: "hi" }],
    {
      targets: [{ model: second }, { model: first, provider: other }, { model: third }],
    },
  );
  await falling.complete(request);
  const keys = [...provider.requests, ...other.requests].map(({ model, apiKey, headers }) => [
    model.id,
    apiKey,
    headers,
  ]);
  expect(keys).toEqual([
    ["first", "key of one", { "x-one": "1" }],
    ["second", undefined, undefined],
    ["third", "key of one", { "x-one": "1" }],
    ["first", undefined, undefined],
  ]);
});
