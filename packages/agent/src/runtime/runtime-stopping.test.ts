import { describe, expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { say, tool } from "../../test/loop-kit.ts";
import { noEnv } from "../../test/no-env.ts";
import {
  asked,
  gate,
  phasesOf,
  type RuntimeKitOptions,
  setUpRuntime,
} from "../../test/runtime-kit.ts";
import { memorySessionStore } from "./session-store.ts";

describe("a run that was steered", () => {
  const files = {
    "skills/greet/SKILL.md": "---\nname: greet\ndescription: Greets.\n---\nSay hello.\n",
    "prompts/sum.md": "Sum up $1.",
  };

  test("shows its events to whoever steered it, from then on", async () => {
    const first = gate("one");
    const { runtime } = setUpRuntime([first.step, { text: "two" }]);
    const host = runtime.run({ sessionKey: "s", prompt: "1" });
    await first.asked;
    const steered = runtime.run({ sessionKey: "s", prompt: "2", mode: "steer" });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of steered) {
        seen.push(event.type);
        expect(event.runId).toBe(host.runId);
      }
    })();
    first.open();
    expect(await steered).toMatchObject({ response: "two", steered: true });
    await reading;
    expect(seen).toContain("message_update");
    expect(seen.slice(-2)).toEqual(["agent_end", "agent_settled"]);
  });

  test.each([
    ["/skill:greet Ann", "Say hello."],
    ["/sum 'the day'", "Sum up the day."],
  ])("is told what %s stands for", async (prompt, text) => {
    await using env = await diskEnv(files);
    const working = Promise.withResolvers<void>();
    // The tool works until somebody steers the run.
    const work = tool("work", (_id, _parameters, signal) => {
      working.resolve();
      return new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
    });
    const { runtime, provider } = setUpRuntime(
      [{ toolCalls: [{ name: "work" }] }, { text: "ok" }],
      {
        env: () => ({ ...env, close: async () => {} }),
        tools: () => [work],
        skillFolders: ["skills"],
        templateFolders: ["prompts"],
      },
    );
    void runtime.run({ sessionKey: "s", prompt: "1" });
    await working.promise;
    const steered = await runtime.run({ sessionKey: "s", prompt, mode: "steer" });
    expect(steered).toMatchObject({ response: "ok", steered: true });
    expect(asked(provider).at(-1)?.at(-1)).toContain(text);
  });

  test("is not steered by a request that has no prompt", async () => {
    const first = gate("one");
    const { runtime, provider } = setUpRuntime([first.step, { text: "two" }]);
    const host = runtime.run({ sessionKey: "s", prompt: "1" });
    await first.asked;
    const empty = runtime.run({ sessionKey: "s", mode: "steer" });
    first.open();
    expect(await host).toMatchObject({ response: "one" });
    expect(await empty).toMatchObject({ success: false, error: { kind: "invalid_request" } });
    expect(provider.callCount).toBe(1);
  });
});

describe("stopping a run stops it for everybody whom it answers:", () => {
  test.each(["host", "steered"] as const)("the %s one", async (which) => {
    const second = gate("never");
    const { runtime } = setUpRuntime([{ toolCalls: [{ name: "t" }] }, second.step], {
      tools: () => [tool("t", async () => say("ok"))],
    });
    const host = runtime.run({ sessionKey: "s", prompt: "1" });
    const steered = runtime.run({ sessionKey: "s", prompt: "2", mode: "steer" });
    await second.asked;
    runtime.abort({ host, steered }[which].runId);
    const results = await Promise.all([host, steered]);
    expect(results.map(({ stopReason }) => stopReason)).toEqual(["aborted", "aborted"]);
    expect(results[1]?.steered).toBe(true);
  });

  test("any of those that were collected", async () => {
    const first = gate("one");
    const both = gate("never");
    const { runtime } = setUpRuntime([first.step, both.step, { text: "next" }]);
    void runtime.run({ sessionKey: "s", prompt: "1" });
    await first.asked;
    const pair = ["2", "3"].map((prompt) =>
      runtime.run({ sessionKey: "s", prompt, mode: "collect" }),
    );
    first.open();
    await both.asked;
    const next = runtime.run({ sessionKey: "s", prompt: "4" });
    pair[0]?.abort();
    const results = await Promise.all(pair);
    expect(results.map(({ stopReason }) => stopReason)).toEqual(["aborted", "aborted"]);
    expect(await next).toMatchObject({ response: "next" });
  });

  test("but a sender that leaves does not", async () => {
    const second = gate("done");
    const { runtime } = setUpRuntime([{ toolCalls: [{ name: "t" }] }, second.step], {
      tools: () => [tool("t", async () => say("ok"))],
    });
    const sender = new AbortController();
    const host = runtime.run({ sessionKey: "s", prompt: "1", signal: sender.signal });
    const steered = runtime.run({ sessionKey: "s", prompt: "2", mode: "steer" });
    await second.asked;
    sender.abort();
    second.open();
    expect(await steered).toMatchObject({ success: true, response: "done" });
    expect(await host).toMatchObject({ success: true, response: "done" });
  });
});

describe("a run that hangs before it asks anything", () => {
  /** The first call never ends. */
  function hangsOnce<Value>(then: () => Value): () => Value | Promise<never> {
    let calls = 0;
    return () => (calls++ === 0 ? new Promise<never>(() => {}) : then());
  }

  const store = memorySessionStore();
  const hangs: [string, () => RuntimeKitOptions][] = [
    ["its environment", () => ({ env: hangsOnce(() => noEnv) })],
    ["its system prompt", () => ({ systemPrompt: hangsOnce(() => "Be brief.") })],
    [
      "its session",
      () => {
        const reached = hangsOnce(() => store);
        return { sessions: { open: async (request) => (await reached()).open(request) } };
      },
    ],
  ];

  test.each(hangs)("in %s ends at once when it is stopped", async (name, options) => {
    const { runtime, clock, events } = setUpRuntime([{ text: "two" }], options());
    const stuck = runtime.run({ sessionKey: name, prompt: "1" });
    const next = runtime.run({ sessionKey: name, prompt: "2" });
    await clock.advance(0);
    stuck.abort();
    expect(await stuck).toMatchObject({ stopReason: "aborted", error: { kind: "aborted" } });
    expect(await next).toMatchObject({ response: "two" });
    expect(phasesOf(events, stuck.runId)).toEqual(["start", "abort"]);
    expect(clock.pending).toBe(0);
  });

  test("is a timeout when nobody stops it", async () => {
    const { runtime, clock } = setUpRuntime([], {
      env: hangsOnce(() => noEnv),
      silenceTimeoutMs: 60_000,
    });
    const stuck = runtime.run({ sessionKey: "s", prompt: "1" });
    await clock.advance(60_000);
    expect(await stuck).toMatchObject({ stopReason: "aborted", error: { kind: "timeout" } });
  });

  test("closes what comes after it was stopped", async () => {
    const late = Promise.withResolvers<typeof noEnv>();
    const closed = Promise.withResolvers<void>();
    const { runtime, clock } = setUpRuntime([], { env: () => late.promise });
    const stuck = runtime.run({ sessionKey: "s", prompt: "1" });
    await clock.advance(0);
    stuck.abort();
    await stuck;
    late.resolve({ ...noEnv, close: async () => closed.resolve() });
    await closed.promise;
  });
});

test("an answer stays an answer when its session and its environment fail to close", async () => {
  const { open } = memorySessionStore();
  const closed: string[] = [];
  const failsToClose = async (name: string) => {
    closed.push(name);
    throw new Error("the disk is gone");
  };
  const { runtime } = setUpRuntime([{ text: "one" }], {
    env: () => ({ ...noEnv, close: () => failsToClose("env") }),
    sessions: {
      open: async (request) =>
        Object.assign(await open(request), { close: () => failsToClose("session") }),
    },
  });
  expect(await runtime.run({ sessionKey: "s", prompt: "1" })).toMatchObject({
    success: true,
    response: "one",
  });
  expect(closed).toEqual(["session", "env"]);
});

test("a run that never ends is over for everybody when its session goes on without it", async () => {
  const { runtime, clock, events } = setUpRuntime([], {
    perform: (run) => (run.request.prompt === "stuck" ? new Promise(() => {}) : done(run)),
  });
  const done = async ({ runId }: { runId: string }) => ({
    runId,
    success: true,
    stopReason: "stop" as const,
    duration: 0,
    tokensUsed: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
    turns: 0,
    lessons: [],
  });
  const stuck = runtime.run({ sessionKey: "s", prompt: "stuck" });
  const next = runtime.run({ sessionKey: "s", prompt: "next" });
  await clock.advance(0);
  stuck.abort();
  await clock.advance(15_000);
  expect(await stuck).toMatchObject({ stopReason: "aborted" });
  expect(await next).toMatchObject({ success: true });
  expect(runtime.activeRuns()).toEqual([]);
  const phases = events.flatMap((event) => (event.type === "lifecycle" ? [event.phase] : []));
  expect(phases).toEqual(["start", "abort", "start", "end"]);
});
