import { setImmediate } from "node:timers/promises";
import { type Clock, type Provider, systemClock, toolCallsOf } from "@argent/ai";
import { openai } from "@argent/ai/openai";
import { manualClock, scripted, testModel, vendorServer } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { type AbortPlace, abortPlaces, watched } from "../../test/crash/abort-places.ts";
import { tool } from "../../test/loop-kit.ts";
import { Agent } from "../agent.ts";
import type { AgentMessage } from "../message.ts";

const names = (await abortPlaces()).map(({ name }) => name);

async function placeCalled(name: string): Promise<AbortPlace> {
  const place = (await abortPlaces()).find((candidate) => candidate.name === name);
  if (!place) throw new Error(name);
  return place;
}

interface Setting {
  provider: Provider;
  baseUrl: string;
  clock: Clock;
}

/** Aborts a run where it is, and checks what it leaves. Resolves to the milliseconds that it took to settle. */
async function abortAt(place: AbortPlace, { provider: answering, baseUrl, clock }: Setting) {
  const { tools, session, contextWindow } = place;
  const provider = watched(answering);
  const model = testModel({ provider: provider.id, baseUrl, contextWindow, maxTokens: 1_000 });
  const agent = new Agent({ provider, session, clock, initialState: { model, tools } });
  const run = agent.prompt("Go.");
  let stopReason = "";
  run.on("agent_settled", (event) => {
    stopReason = event.stopReason;
  });
  await place.reached(run, provider);
  await setImmediate(); // what the event announces has begun
  const started = performance.now();
  run.abort();
  await run;
  const elapsed = performance.now() - started;
  expect(stopReason).toBe("aborted");
  expect(provider.callCount).toBe(1);
  expect(agent.state.isStreaming).toBe(false);
  expectPaired(agent.state.messages);
  expectPaired(session.buildSessionContext().messages);
  expect(session.getEntries().filter(isResult)).toHaveLength(
    agent.state.messages.filter(({ role }) => role === "toolResult").length,
  );
  return elapsed;
}

function isResult(entry: { type: string; message?: AgentMessage }): boolean {
  return entry.message?.role === "toolResult";
}

function expectPaired(messages: readonly AgentMessage[]): void {
  const calls = messages.flatMap((message) =>
    message.role === "assistant" ? toolCallsOf(message).map(({ id }) => id) : [],
  );
  const results = messages.flatMap((message) =>
    message.role === "toolResult" ? [message.toolCallId] : [],
  );
  expect(results).toEqual(calls);
}

describe("an aborted run settles at once", () => {
  test.each(names)("%s", async (name) => {
    const place = await placeCalled(name);
    const clock = manualClock();
    await abortAt(place, { provider: scripted(place.steps, { clock }), baseUrl: "", clock });
    expect(clock.now()).toBe(0);
    expect(clock.pending).toBe(0);
  });

  // A busy machine may hold any single run up, so the best of three counts.
  test.each(names)("%s, over a real socket and in real time", async (name) => {
    const elapsed: number[] = [];
    while (elapsed.length < 3 && !elapsed.some((ms) => ms < 100)) {
      const place = await placeCalled(name);
      await using server = await vendorServer({ steps: place.steps });
      const baseUrl = server.baseUrl("openai-completions");
      const provider = openai({ apiKey: "key", baseUrl });
      elapsed.push(await abortAt(place, { provider, baseUrl, clock: systemClock }));
    }
    expect(Math.min(...elapsed)).toBeLessThan(100);
  });
});

describe("a tool that ignores the abort is left behind", () => {
  function start(clock: Clock, abortGraceMs?: number) {
    const started = Promise.withResolvers<void>();
    const deaf = tool("deaf", () => {
      started.resolve();
      return new Promise(() => {});
    });
    const provider = scripted([{ toolCalls: [{ name: "deaf" }, { name: "deaf" }] }], { clock });
    const initialState = { model: testModel(), tools: [deaf] };
    const agent = new Agent({ provider, clock, initialState, abortGraceMs });
    const run = agent.prompt("Go.");
    return { agent, run, started: started.promise };
  }

  test("when the grace is over, two seconds if nothing else is said", async () => {
    const clock = manualClock();
    const { agent, run, started } = start(clock);
    await started;
    run.abort();
    await clock.advance(1_999);
    expect(agent.state.isStreaming).toBe(true);
    await clock.advance(1);
    expectPaired(await run);
    expect(agent.state.isStreaming).toBe(false);
    expect(clock.pending).toBe(0);
  });

  test("in real time, too", async () => {
    const { run, started } = start(systemClock, 150);
    await started;
    const from = performance.now();
    run.abort();
    expectPaired(await run);
    const elapsed = performance.now() - from;
    expect(elapsed).toBeGreaterThan(140);
    expect(elapsed).toBeLessThan(1_000);
  });
});
