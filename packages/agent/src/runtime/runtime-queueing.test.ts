import type { ScriptedStep } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { say, tool } from "../../test/loop-kit.ts";
import { asked, gate, phasesOf, setUpRuntime } from "../../test/runtime-kit.ts";
import { Lifecycle } from "../lifecycle/lifecycle.ts";
import { memoryEventBus } from "../lifecycle/memory-event-bus.ts";
import { memorySessionStore } from "./session-store.ts";

describe("a message that comes during a run", () => {
  test.each(["followup", "collect", "steer"] as const)(
    "with %s leaves that run to its end, and is answered once",
    async (mode) => {
      const first = gate("one");
      const { runtime, provider, events } = setUpRuntime([first.step, { text: "two" }]);
      const host = runtime.run({ sessionKey: "s", prompt: "1" });
      await first.asked;
      const later = runtime.run({ sessionKey: "s", prompt: "2", mode });
      first.open();
      expect(await host).toMatchObject({ success: true, stopReason: "stop" });
      expect(await later).toMatchObject({ success: true, response: "two" });
      expect(phasesOf(events, host.runId)).toEqual(["start", "end"]);
      expect(asked(provider).at(-1)).toEqual(["1", "2"]);
      expect(provider.callCount).toBe(2);
    },
  );

  test("with interrupt is the only one that is answered, and nothing of the other comes after its end", async () => {
    const first = gate("too late");
    const { runtime, events } = setUpRuntime([first.step, { text: "newest" }]);
    const old = runtime.run({ sessionKey: "s", prompt: "1" });
    await first.asked;
    const waiting = runtime.run({ sessionKey: "s", prompt: "2" });
    const newest = runtime.run({ sessionKey: "s", prompt: "3", mode: "interrupt" });
    expect(await newest).toMatchObject({ success: true, response: "newest" });
    expect(await old).toMatchObject({ success: false, stopReason: "aborted" });
    expect(await waiting).toMatchObject({ success: false, error: { kind: "aborted" }, turns: 0 });
    first.open();
    const ofOld = events.filter(({ runId }) => runId === old.runId);
    expect(ofOld.at(-1)).toMatchObject({ type: "lifecycle", phase: "abort" });
    expect(phasesOf(events, old.runId)).toEqual(["start", "abort"]);
    expect(events.some((event) => event.type === "assistant" && event.content === "too late")).toBe(
      false,
    );
  });

  test("can be collected with its neighbours into one run, whose events and result all of them get", async () => {
    const first = gate("one");
    const { runtime, provider } = setUpRuntime([first.step, { text: "both" }], {
      queue: (sessionKey) => (sessionKey === "chat" ? { mode: "collect" } : {}),
    });
    const host = runtime.run({ sessionKey: "chat", prompt: "1" });
    await first.asked;
    const pair = ["2", "3"].map((prompt) => runtime.run({ sessionKey: "chat", prompt }));
    const seen = pair.map(async (run) => {
      const types: string[] = [];
      for await (const event of run) types.push(event.type);
      return types;
    });
    first.open();
    await host;
    const [second, third] = await Promise.all(pair);
    expect(second).toMatchObject({ response: "both", mergedWith: [third?.runId] });
    expect(third).toMatchObject({ response: "both", mergedWith: [second?.runId] });
    expect(asked(provider).at(-1)).toEqual(["1", "2\n\n3"]);
    const [one, other] = await Promise.all(seen);
    expect(one?.at(-1)).toBe("agent_settled");
    expect(other).toEqual(one);
  });

  test("is not collected when it is a command, which is a run of its own and in its place", async () => {
    await using env = await diskEnv({ "prompts/sum.md": "Sum up $@." });
    const first = gate("one");
    const { runtime, provider } = setUpRuntime([first.step, ...Array(3).fill({ text: "ok" })], {
      env: () => ({ ...env, close: async () => {} }),
      templateFolders: ["prompts"],
      queue: { mode: "collect" },
    });
    const runs = ["1", "2", "/sum a b", "3", "4"].map((prompt) =>
      runtime.run({ sessionKey: "s", prompt }),
    );
    await first.asked;
    first.open();
    await Promise.all(runs);
    expect(asked(provider).at(-1)).toEqual(["1", "2", "Sum up a b.", "3\n\n4"]);
  });

  test("is refused with a result when the queue is full", async () => {
    const first = gate("one");
    const bus = memoryEventBus();
    const lifecycle = new Lifecycle({ bus });
    const { runtime } = setUpRuntime([first.step, { text: "two" }], { queue: { cap: 1 }, bus });
    const runs = ["1", "2", "3"].map((prompt) => runtime.run({ sessionKey: "s", prompt }));
    // Known before anything else is, and whoever waits for the others goes on waiting.
    const outcome = await lifecycle.wait(runs[2]?.runId ?? "");
    first.open();
    const results = await Promise.all(runs);
    expect(results.map(({ success }) => success)).toEqual([true, true, false]);
    expect(results[2]).toMatchObject({ error: { kind: "invalid_request" } });
    expect(outcome).toMatchObject({ status: "refused", error: results[2]?.error?.message });
  });

  test("is refused for whoever waits for it, when it is given up before it ran", async () => {
    const first = gate("one");
    const bus = memoryEventBus();
    const lifecycle = new Lifecycle({ bus });
    const { runtime } = setUpRuntime([first.step], { bus });
    const host = runtime.run({ sessionKey: "s", prompt: "1" });
    await first.asked;
    const waiting = runtime.run({ sessionKey: "s", prompt: "2" });
    const outcome = lifecycle.wait(waiting.runId);
    await runtime.clear("s");
    expect(await outcome).toMatchObject({
      status: "refused",
      error: expect.stringMatching(/gave up what was waiting/),
    });
    first.open();
    expect(await host).toMatchObject({ success: true });
  });

  test("waits without a prompt beside others like it, and they answer what waits in the session", async () => {
    const sessions = memorySessionStore();
    const session = await sessions.open({ sessionKey: "s", cwd: "/" });
    await session.appendMessage({ role: "user", content: "waiting", timestamp: 0 });
    await session.close();
    const { runtime, provider, clock } = setUpRuntime([{ text: "here" }], {
      sessions,
      queue: { mode: "collect", debounceMs: 10 },
    });
    const runs = [runtime.run({ sessionKey: "s" }), runtime.run({ sessionKey: "s" })];
    await clock.advance(10);
    expect((await Promise.all(runs)).map(({ response }) => response)).toEqual(["here", "here"]);
    expect(provider.requests[0]?.messages).toHaveLength(1);
  });
});

describe("a run that is silent for too long", () => {
  const stuck: ScriptedStep = () => new Promise(() => {});

  test("is a timeout, and what waited is answered in order", async () => {
    const { runtime, provider, clock, events } = setUpRuntime(
      [stuck, { text: "two" }, { text: "three" }, { text: "four" }],
      { silenceTimeoutMs: 60_000 },
    );
    const runs = ["1", "2", "3", "4"].map((prompt) => runtime.run({ sessionKey: "s", prompt }));
    await clock.advance(60_000);
    const [first, ...others] = await Promise.all(runs);
    expect(first).toMatchObject({ success: false, error: { kind: "timeout", retryable: true } });
    expect(others.map(({ response }) => response)).toEqual(["two", "three", "four"]);
    expect(asked(provider).at(-1)).toEqual(["1", "2", "3", "4"]);
    expect(phasesOf(events, first?.runId ?? "")).toEqual(["start", "abort"]);
    expect(await runtime.status()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test("is not cut off while something happens in it", async () => {
    const tools = () => [
      tool("step", async () => {
        await clock.advance(50_000);
        return say("ok");
      }),
    ];
    const calls = Array.from({ length: 5 }, (_, n) => ({
      toolCalls: [{ name: "step", arguments: { n } }],
    }));
    const { runtime, clock } = setUpRuntime([...calls, { text: "done" }], {
      tools,
      silenceTimeoutMs: 60_000,
    });
    expect(await runtime.run({ sessionKey: "s", prompt: "go" })).toMatchObject({
      success: true,
      duration: 250_000,
    });
  });

  test("may be as silent as it likes when the limit is longer than any timer", async () => {
    const answer = gate("at last");
    const { runtime, clock } = setUpRuntime([answer.step], { silenceTimeoutMs: 2 ** 40 });
    const run = runtime.run({ sessionKey: "s", prompt: "go" });
    await clock.advance(2 ** 33);
    answer.open();
    expect(await run).toMatchObject({ success: true, response: "at last" });
  });
});

test("after an abort during a tool the next request has a result for every call", async () => {
  const started = Promise.withResolvers<void>();
  const hang = tool("hang", () => {
    started.resolve();
    return new Promise(() => {});
  });
  const { runtime, provider, clock } = setUpRuntime(
    [{ toolCalls: [{ name: "hang" }, { name: "quick" }] }, { text: "fine" }],
    { tools: () => [hang, tool("quick", async () => say("ok"))] },
  );
  const run = runtime.run({ sessionKey: "s", prompt: "1" });
  await started.promise;
  run.abort();
  await clock.advance(2_000);
  expect(await run).toMatchObject({ stopReason: "aborted" });
  expect(await runtime.run({ sessionKey: "s", prompt: "2" })).toMatchObject({ response: "fine" });
  const { messages = [] } = provider.requests[1] ?? {};
  const calls = messages.flatMap((message) =>
    message.role === "assistant"
      ? message.content.flatMap((block) => (block.type === "toolCall" ? [block.id] : []))
      : [],
  );
  const results = messages.flatMap((message) =>
    message.role === "toolResult" ? [message.toolCallId] : [],
  );
  expect(calls).toHaveLength(2);
  expect(results).toEqual(calls);
});

test("an answer without text is an empty response, and none is invented", async () => {
  const { runtime } = setUpRuntime([{ text: "" }], { emptyAnswers: "accept" });
  expect(await runtime.run({ sessionKey: "s", prompt: "go" })).toMatchObject({
    success: true,
    response: "",
  });
});

test("a model that does not answer when it is asked again fails the run with a code", async () => {
  const { runtime } = setUpRuntime([{ text: "" }, { thinking: "Hm." }]);
  expect(await runtime.run({ sessionKey: "s", prompt: "go" })).toMatchObject({
    success: false,
    stopReason: "error",
    error: { kind: "server", code: "empty_answer", retryable: false },
  });
});

test("a listener that throws harms no run and no other listener", async () => {
  const { runtime, events } = setUpRuntime([{ text: "ok" }]);
  const stop = runtime.onStream(() => {
    throw new Error("a broken listener");
  });
  expect(await runtime.run({ sessionKey: "s", prompt: "1" })).toMatchObject({ success: true });
  stop();
  expect(events.at(-1)).toMatchObject({ phase: "end" });
});

test("a session that cannot be opened fails its run, and the session goes on", async () => {
  const store = memorySessionStore();
  let broken = true;
  const { runtime } = setUpRuntime([{ text: "ok" }], {
    sessions: {
      open: (request) => (broken ? Promise.reject(new Error("no disk")) : store.open(request)),
    },
  });
  const failed = await runtime.run({ sessionKey: "s", prompt: "1" });
  expect(failed).toMatchObject({ success: false, stopReason: "error" });
  broken = false;
  expect(await runtime.run({ sessionKey: "s", prompt: "2" })).toMatchObject({ success: true });
});

describe("a run whose tool waits for another run", () => {
  /** Its first tool runs a sub-agent of the runtime, in the session that it is told. */
  function nested(sessionKey: string, steps: ScriptedStep[]) {
    const set = setUpRuntime(steps, {
      maxConcurrent: 1,
      tools: ({ runId }) => [
        tool("ask", async () => {
          const result = await set.runtime.run({ sessionKey, prompt: "sub", parent: runId });
          return say(result.response ?? result.error?.message ?? "");
        }),
      ],
    });
    return set;
  }

  test("ends although there is only one slot", async () => {
    const call = { toolCalls: [{ name: "ask" }] };
    const { runtime, provider } = nested("s:subagent:1", [call, { text: "sub" }, { text: "done" }]);
    expect(await runtime.run({ sessionKey: "s", prompt: "go" })).toMatchObject({
      response: "done",
    });
    expect(JSON.stringify(provider.requests[2]?.messages)).toContain('"sub"');
  });

  test("is told when that run could never begin", async () => {
    const call = { toolCalls: [{ name: "ask" }] };
    const { runtime, provider } = nested("s", [call, { text: "done" }]);
    expect(await runtime.run({ sessionKey: "s", prompt: "go" })).toMatchObject({
      response: "done",
    });
    expect(JSON.stringify(provider.requests[1]?.messages)).toContain("cannot wait for it");
  });
});

test("a request that cannot be taken leaves nothing behind", async () => {
  let isBroken = true;
  const { runtime } = setUpRuntime([{ text: "ok" }], {
    queue: () => {
      if (isBroken) throw new Error("no settings");
      return {};
    },
  });
  const request = { sessionKey: "s", prompt: "1", idempotencyKey: "1" };
  expect(() => runtime.run(request)).toThrow("no settings");
  isBroken = false;
  expect(await runtime.run(request)).toMatchObject({ response: "ok" });
});

describe("waiting for a request that became part of another run", () => {
  test.each(["collect", "steer"] as const)("by %s says how that run ended", async (mode) => {
    const first = gate("one");
    const bus = memoryEventBus();
    const lifecycle = new Lifecycle({ bus });
    const { runtime } = setUpRuntime([first.step, { text: "two" }, { text: "three" }], { bus });
    const host = runtime.run({ sessionKey: "s", prompt: "1" });
    await first.asked;
    const later = ["2", "3"].map((prompt) => runtime.run({ sessionKey: "s", prompt, mode }));
    const waits = later.map(({ runId }) => lifecycle.wait(runId));
    first.open();
    await Promise.all([host, ...later]);
    const taker = mode === "steer" ? host : later[1];
    for (const outcome of await Promise.all(waits)) {
      expect(outcome).toMatchObject({ status: "ok" });
      expect(outcome.mergedInto ?? outcome.runId).toBe(taker?.runId);
    }
  });
});

describe("an idempotency key", () => {
  test("belongs to its session", async () => {
    const { runtime } = setUpRuntime([{ text: "for a" }, { text: "for b" }]);
    const results = ["a", "b"].map((sessionKey) =>
      runtime.run({ sessionKey, prompt: "go", idempotencyKey: "1" }),
    );
    expect((await Promise.all(results)).map(({ response }) => response)).toEqual([
      "for a",
      "for b",
    ]);
  });

  test("still joins a run that has ended, also a failed one", async () => {
    const { runtime, provider } = setUpRuntime([{ error: { kind: "auth" } }]);
    const request = { sessionKey: "s", prompt: "go", idempotencyKey: "1" };
    const first = await runtime.run(request);
    expect(await runtime.run(request)).toBe(first);
    expect(provider.callCount).toBe(1);
  });

  test.each([
    ["that a later one interrupted while it waited", "interrupt"],
    ["whose sender took it back while it waited", "abort"],
  ])("of a request %s may come again", async (_, how) => {
    const first = gate("one");
    const { runtime } = setUpRuntime([first.step, { text: "newest" }, { text: "again" }]);
    void runtime.run({ sessionKey: "s", prompt: "1" });
    await first.asked;
    const request = { sessionKey: "s", prompt: "2", idempotencyKey: "1" };
    const given = runtime.run(request);
    if (how === "abort") given.abort();
    else void runtime.run({ sessionKey: "s", prompt: "3", mode: "interrupt" });
    expect(await given).toMatchObject({ success: false, error: { kind: "aborted" }, turns: 0 });
    first.open();
    expect(await runtime.run(request)).toMatchObject({ success: true });
  });

  test("of a request that the queue gave up may come again", async () => {
    const first = gate("one");
    const { runtime } = setUpRuntime([first.step, { text: "two" }]);
    const host = runtime.run({ sessionKey: "s", prompt: "1" });
    await first.asked;
    const request = { sessionKey: "s", prompt: "2", idempotencyKey: "1" };
    const cleared = runtime.run(request);
    expect(await runtime.clear("s")).toBe(1);
    expect(await cleared).toMatchObject({ success: false, error: { kind: "aborted" } });
    const again = runtime.run(request);
    expect(again).not.toBe(cleared);
    first.open();
    await host;
    expect(await again).toMatchObject({ success: true, response: "two" });
  });
});

test("draining answers what is there and refuses what comes", async () => {
  const first = gate("one");
  const { runtime } = setUpRuntime([first.step, { text: "two" }]);
  const runs = ["1", "2"].map((prompt) => runtime.run({ sessionKey: "s", prompt }));
  await first.asked;
  expect(await runtime.status()).toMatchObject([{ sessionKey: "s", waiting: 1 }]);
  const drained = runtime.drain();
  const late = await runtime.run({ sessionKey: "s", prompt: "3" });
  expect(late).toMatchObject({ success: false, error: { kind: "invalid_request" } });
  first.open();
  await drained;
  expect((await Promise.all(runs)).map(({ response }) => response)).toEqual(["one", "two"]);
  expect(await runtime.status()).toEqual([]);
});
