import { manualClock, type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { say, tool } from "../../test/loop-kit.ts";
import { noEnv } from "../../test/no-env.ts";
import type { AgentStreamEvent } from "../lifecycle/stream-event.ts";
import type { AgentTool } from "../tool.ts";
import { type ArgentRuntimeOptions, createArgentRuntime } from "./argent-runtime.ts";
import { memorySessionStore } from "./session-store.ts";

function setUp(
  steps: ScriptedStep[],
  options: Partial<ArgentRuntimeOptions> = {},
  tools: AgentTool[] = [],
) {
  const clock = manualClock(1_000);
  const provider = scripted(steps, { clock });
  const runtime = createArgentRuntime({
    provider,
    clock,
    model: testModel({ pricing: { input: 1, output: 2 } }),
    env: () => noEnv,
    tools: () => tools,
    sessions: memorySessionStore(),
    ...options,
  });
  const events: AgentStreamEvent[] = [];
  runtime.onStream((event) => events.push(event));
  return { runtime, provider, clock, events };
}

/** The lifecycle phases, in order, as `sessionKey phase`. */
const phases = (events: readonly AgentStreamEvent[]) =>
  events.flatMap((event) =>
    event.type === "lifecycle" ? [`${event.sessionKey} ${event.phase}`] : [],
  );

describe("a run", () => {
  test("gives the response, real totals, cost and turns", async () => {
    const tools = [tool("t", async () => say("ok"))];
    const usage = { input: 100, output: 10, cacheRead: 5 };
    const { runtime, events } = setUp(
      [
        { toolCalls: [{ name: "t" }], usage },
        { text: "Done.", usage },
      ],
      {},
      tools,
    );
    const run = runtime.run({ sessionKey: "cli:main", prompt: "go" });
    const result = await run;
    expect(result).toMatchObject({
      runId: run.runId,
      success: true,
      response: "Done.",
      stopReason: "stop",
      turns: 2,
      tokensUsed: { input: 200, output: 20, cacheRead: 10, total: 230 },
    });
    expect(result.cost).toBeCloseTo((210 * 1 + 20 * 2) / 1_000_000);
    expect(phases(events)).toEqual(["cli:main start", "cli:main end"]);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index));
    expect(new Set(events.map((event) => event.runId))).toEqual(new Set([run.runId]));
  });

  test("its events carry its own id, in turn ids too", async () => {
    const { runtime } = setUp([{ text: "ok" }]);
    const run = runtime.run({ sessionKey: "s", prompt: "go" });
    for await (const event of run) {
      expect(event.runId).toBe(run.runId);
      if (event.type === "turn_start") expect(event.turnId).toBe(`${run.runId}:1`);
    }
  });

  test("goes on in its session, with the session's model", async () => {
    const { runtime, provider } = setUp([{ text: "1" }, { text: "2" }]);
    await runtime.run({ sessionKey: "s", prompt: "a" });
    await runtime.run({ sessionKey: "s", prompt: "b" });
    expect(provider.requests[1]?.messages).toHaveLength(3);
    expect(provider.requests[1]?.model.id).toBe("test-model");
  });

  test("without a prompt answers what the user said last", async () => {
    const sessions = memorySessionStore();
    const session = await sessions.open({ sessionKey: "s", cwd: "/" });
    await session.appendMessage({ role: "user", content: "waiting", timestamp: 0 });
    await session.close();
    const { runtime, provider } = setUp([{ text: "here" }], { sessions });
    expect(await runtime.run({ sessionKey: "s" })).toMatchObject({
      success: true,
      response: "here",
    });
    expect(provider.requests[0]?.messages).toHaveLength(1);
  });

  test.each([
    ["a model that is not known", { model: "no-such-model" }, "not_found"],
    ["a failure on the wire", {}, "overloaded"],
  ])("%s is a result, and one error event", async (_, request, kind) => {
    const { runtime, events } = setUp([{ error: { kind: "overloaded" } }], {
      retry: { maxRetries: 0 },
    });
    const result = await runtime.run({ sessionKey: "s", prompt: "go", ...request });
    expect(result).toMatchObject({ success: false, stopReason: "error", error: { kind } });
    expect(phases(events)).toEqual(["s start", "s error"]);
  });

  test("uses the key and thinking level of its request", async () => {
    const { runtime, provider } = setUp([{ text: "ok" }]);
    await runtime.run({ sessionKey: "s", prompt: "go", apiKey: "mine", thinking: "high" });
    expect(provider.requests[0]).toMatchObject({ apiKey: "mine", thinking: "high" });
  });
});

describe("runs of one session", () => {
  test("follow each other in order; other sessions do not wait", async () => {
    const gate = Promise.withResolvers<void>();
    const steps: ScriptedStep[] = [
      async () => {
        await gate.promise;
        return { text: "first" };
      },
      { text: "other" },
      { text: "second" },
    ];
    const { runtime, events } = setUp(steps);
    const first = runtime.run({ sessionKey: "a", prompt: "1" });
    const second = runtime.run({ sessionKey: "a", prompt: "2" });
    await runtime.run({ sessionKey: "b", prompt: "3" });
    expect(phases(events)).toEqual(["a start", "b start", "b end"]);
    gate.resolve();
    expect(await Promise.all([first, second])).toMatchObject([
      { response: "first" },
      { response: "second" },
    ]);
    expect(phases(events).slice(3)).toEqual(["a end", "a start", "a end"]);
  });

  test("a steering prompt goes into the run that works, and cancels its tools", async () => {
    const started = Promise.withResolvers<void>();
    const tools = [
      tool("wait", (_, __, signal) => {
        started.resolve();
        return new Promise((_resolve, reject) =>
          signal?.addEventListener("abort", () => reject(new Error("stopped"))),
        );
      }),
    ];
    const { runtime, provider } = setUp(
      [{ toolCalls: [{ name: "wait" }] }, { text: "as you wish" }],
      {},
      tools,
    );
    const host = runtime.run({ sessionKey: "s", prompt: "go" });
    await started.promise;
    const steered = await runtime.run({ sessionKey: "s", prompt: "stop that", mode: "steer" });
    expect(steered).toMatchObject({ success: true, response: "as you wish", steered: true });
    expect(await host).toMatchObject({ response: "as you wish" });
    expect(JSON.stringify(provider.requests[1]?.messages)).toContain("stop that");
  });

  test("the same idempotency key joins the run that there is", async () => {
    const { runtime, provider } = setUp([{ text: "once" }]);
    const request = { sessionKey: "s", prompt: "go", idempotencyKey: "k" };
    expect(runtime.run(request)).toBe(runtime.run(request));
    await runtime.run(request);
    expect(provider.callCount).toBe(1);
  });
});

describe("stopping", () => {
  test("a run that waits is given up without a request", async () => {
    const working = Promise.withResolvers<void>();
    const stuck: ScriptedStep = () => {
      working.resolve();
      return new Promise(() => {});
    };
    const { runtime, provider, events } = setUp([stuck, { text: "never" }]);
    const first = runtime.run({ sessionKey: "s", prompt: "1" });
    const waiting = runtime.run({ sessionKey: "s", prompt: "2" });
    await working.promise;
    runtime.abort(waiting.runId);
    expect(await waiting).toMatchObject({ success: false, stopReason: "aborted", turns: 0 });
    first.abort();
    expect(await first).toMatchObject({ stopReason: "aborted" });
    expect(provider.callCount).toBe(1);
    expect(phases(events)).toEqual(["s start", "s abort"]);
  });

  test("close settles everything, and takes no more runs", async () => {
    const { runtime } = setUp([() => new Promise(() => {})]);
    const runs = ["a", "a", "b"].map((sessionKey) => runtime.run({ sessionKey, prompt: "go" }));
    await runtime.close();
    const results = await Promise.all(runs);
    expect(results.map((result) => result.stopReason)).toEqual(["aborted", "aborted", "aborted"]);
    expect(() => runtime.run({ sessionKey: "a", prompt: "late" })).toThrow("The runtime is closed");
  });
});
