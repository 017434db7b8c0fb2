import { manualClock, type ScriptedStep, type Step, scripted } from "@argent/ai/testing";
import { describe, expect, test, vi } from "vitest";
import { all, piContext, piModel } from "../../test/kit.ts";
import type { PiSimpleStreamOptions } from "./pi-types.ts";
import { createArgentStreamSimple } from "./stream-simple.ts";

const model = piModel();
const context = piContext();

function stream(steps: ScriptedStep[], options?: PiSimpleStreamOptions) {
  const clock = manualClock(5);
  const provider = scripted(steps, { clock });
  return { clock, provider, events: createArgentStreamSimple(provider)(model, context, options) };
}

describe("createArgentStreamSimple", () => {
  test("gives Pi's events in order, each with the answer so far, and one terminal event", async () => {
    const { events } = stream([
      {
        thinking: "hm",
        text: "Hello",
        toolCalls: [{ id: "1", name: "t", arguments: { a: [1, 2] } }],
        deltaSize: 100,
      },
    ]);
    const partials: unknown[] = [];
    const types: string[] = [];
    for await (const event of events) {
      types.push(event.type);
      if ("partial" in event) partials.push(event.partial.content.at(-1));
    }
    expect(types).toEqual([
      "start",
      "thinking_start",
      "thinking_delta",
      "thinking_end",
      "text_start",
      "text_delta",
      "text_end",
      "toolcall_start",
      "toolcall_delta",
      "toolcall_end",
      "done",
    ]);
    expect(partials[2]).toEqual({ type: "thinking", thinking: "hm" });
    expect(partials[5]).toEqual({ type: "text", text: "Hello" });
    expect(partials[8]).toMatchObject({ type: "toolCall", name: "t", arguments: { a: [1, 2] } });
    expect(await events.result()).toMatchObject({
      stopReason: "toolUse",
      provider: "p",
      usage: { cost: {} },
    });
  });

  test("partial is not enumerable, so that JSON carries deltas only", async () => {
    const { events } = stream([{ text: "Hello" }]);
    for (const event of await all(events)) {
      if (event.type === "text_delta")
        expect(JSON.parse(JSON.stringify(event))).toEqual({
          type: "text_delta",
          contentIndex: 0,
          delta: "Hello",
        });
    }
  });

  test("a failure is an event and a result, never a rejection", async () => {
    const { events } = stream([{ error: { kind: "auth", message: "bad key" } }]);
    expect((await all(events)).at(-1)).toMatchObject({ type: "error", reason: "error" });
    expect(await events.result()).toMatchObject({
      stopReason: "error",
      errorMessage: expect.stringContaining("bad key"),
    });
  });

  test("a provider that throws or ends early settles the result, and is not asked again (argentos 30, 38)", async () => {
    for (const iterate of [
      async function* () {},
      // biome-ignore lint/correctness/useYield: it fails before its first event
      async function* () {
        throw new Error("boom");
      },
    ]) {
      const stream = vi.fn(iterate);
      const broken = { ...scripted([]), stream };
      const result = await createArgentStreamSimple(broken)(model, context).result();
      expect(result.stopReason).toBe("error");
      expect(stream).toHaveBeenCalledOnce();
    }
  });

  test("an abort ends as aborted with what arrived", async () => {
    const abort = new AbortController();
    const step = { text: "one two", deltaSize: 4, delayMs: 10 };
    const { events, clock } = stream([step], { signal: abort.signal });
    let isOver = false;
    const passTime = async () => {
      while (!isOver) await clock.advance(10);
    };
    const passing = passTime();
    abort.signal.addEventListener("abort", () => {
      isOver = true;
    });
    for await (const event of events) if (event.type === "text_delta") abort.abort();
    await passing;
    expect(await events.result()).toMatchObject({
      stopReason: "aborted",
      errorMessage: "Request was aborted",
      content: [{ text: expect.stringMatching(/^one /) }],
    });
  });

  test("an answer that came whole before the abort, and is read after it, counts as aborted", async () => {
    const complete = await stream([{ text: "one two" }]).events.result();
    const abort = new AbortController();
    const provider = {
      ...scripted([]),
      async *stream() {
        abort.abort();
        yield { type: "done" as const, reason: "stop" as const, message: complete };
      },
    };
    const { signal } = abort;
    const events = createArgentStreamSimple(provider)(model, context, { signal });
    expect(await events.result()).toMatchObject({
      stopReason: "aborted",
      errorMessage: "Request was aborted",
      content: complete.content,
    });
  });

  test.each<[Step["error"], string]>([
    [{ kind: "network", message: "It broke off." }, "It broke off. (network error)"],
    [{ kind: "network", message: "A network error." }, "A network error."],
    [{ kind: "server", message: "Oops." }, "Oops. (server error)"],
    [{ kind: "server", status: 503, message: "503 Oops." }, "503 Oops."],
    [{ kind: "rate_limit", message: "Slow down." }, "Slow down. (rate limit)"],
    [{ kind: "overloaded", status: 529, message: "529 Busy." }, "529 Busy. (overloaded)"],
    [{ kind: "auth", status: 401, message: "401 Bad key." }, "401 Bad key."],
  ])("a failure says in Pi's words whether to ask again: %j", async (error, errorMessage) => {
    const { events } = stream([{ error }], { maxRetries: 0 });
    expect(await events.result()).toMatchObject({ errorMessage, error: { kind: error?.kind } });
  });

  test("every option reaches the request (argentos 7, 32)", async () => {
    const { events, provider } = stream([{ text: "ok" }], {
      reasoning: "high",
      thinkingBudgets: { high: 5_000 },
      maxTokens: 50,
      temperature: 0.5,
      apiKey: "k",
      sessionId: "s",
      cacheRetention: "long",
      headers: { a: "b" },
      metadata: { user_id: "u" },
      timeoutMs: 9,
    });
    await events.result();
    expect(provider.requests[0]).toMatchObject({
      thinking: "high",
      thinkingBudgets: { high: 5_000 },
      maxTokens: 50,
      temperature: 0.5,
      apiKey: "k",
      sessionId: "s",
      cacheRetention: "long",
      headers: { a: "b" },
      metadata: { user_id: "u" },
      timeoutMs: 9,
      systemPrompt: "Be brief.",
      tools: [{ name: "t" }],
    });
  });

  test("Pi's later level max is our highest, and a word that is no level throws at once", async () => {
    const later: PiSimpleStreamOptions = JSON.parse('{"reasoning":"max"}');
    const { events, provider } = stream([{ text: "ok" }], later);
    await events.result();
    expect(provider.requests[0]?.thinking).toBe("xhigh");
    const unknown: PiSimpleStreamOptions = JSON.parse('{"reasoning":"ultra"}');
    expect(() => stream([], unknown)).toThrow(/"ultra" is no thinking level/);
  });

  test.each([
    [undefined, 3],
    [0, 1],
    [1, 2],
  ])("maxRetries %s makes %i attempts, seen as one answer", async (maxRetries, attempts) => {
    const busy = { error: { kind: "overloaded" as const } };
    const clock = manualClock(5);
    const provider = scripted([busy, busy, busy, { text: "ok" }], { clock });
    const streamSimple = createArgentStreamSimple(provider, { clock });
    const events = streamSimple(model, context, { maxRetries });
    const types: string[] = [];
    const reading = (async () => {
      for await (const event of events) types.push(event.type);
    })();
    await clock.advance(60_000);
    await reading;
    expect([provider.callCount, types]).toEqual([attempts, ["error"]]);
  });

  test("without reasoning thinking is off", async () => {
    const { events, provider } = stream([{ text: "ok" }]);
    await events.result();
    expect(provider.requests[0]?.thinking).toBe("off");
  });
});
