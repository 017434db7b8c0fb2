import { type AgentEvent, ArgentSessionManager, createArgentRuntime } from "@argent/agent";
import type { Provider } from "@argent/ai";
import { type Step, scripted } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { hasPi } from "../../test/kit.ts";
import { installedPis, type PlaceOptions, place } from "../../test/runtime/place.ts";
import { locatePi } from "../pi-runtime/load-pi.ts";
import { performWithFallback } from "./perform-with-fallback.ts";

const refused: Step = { error: { kind: "network", message: "connection refused" } };

describe.runIf(hasPi).each(installedPis)("with Pi $version to fall back to", ({ scope }) => {
  async function setUp(
    steps: Step[],
    provider?: (own: Provider) => Provider,
    options?: PlaceOptions,
  ) {
    const here = await place(steps, options);
    const pi = locatePi(here.pi(scope));
    const runtime = createArgentRuntime({
      ...here.options,
      retry: { maxRetries: 0 },
      provider: provider?.(here.provider) ?? here.provider,
      perform: (run, own) => performWithFallback(run, own, { pi, requests: here.requests }),
    });
    const streamed: string[] = [];
    runtime.onStream(({ type }) => streamed.push(type));
    return { ...here, runtime, streamed };
  }

  async function eventsOf(run: AsyncIterable<AgentEvent>) {
    const events: AgentEvent[] = [];
    for await (const event of run) if (!event.type.endsWith("_update")) events.push(event);
    return events;
  }

  test("a run that fails before the first byte is Pi's, and looks like one run", async () => {
    await using here = await setUp([{ text: "Pi answers." }], () => scripted([refused]));
    const run = here.runtime.run({ sessionKey: "s", prompt: "Go." });
    const events = await eventsOf(run);
    const result = await run;
    expect(result).toMatchObject({ success: true, response: "Pi answers.", turns: 1 });
    expect(events.map(({ type }) => type)).toEqual([
      "agent_start",
      "turn_start",
      ...["message_start", "message_end"],
      "runtime_fallback",
      ...["message_start", "message_end"],
      "turn_end",
      "agent_end",
      "agent_settled",
    ]);
    expect(events[4]).toMatchObject({
      from: "argent",
      to: "pi",
      error: { kind: "network", message: expect.stringContaining("connection refused") },
    });
    const order = events.map(({ seq }) => seq ?? -1);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(new Set(order).size).toBe(order.length);
    expect(events.every(({ runId }) => runId === run.runId)).toBe(true);
    expect(here.streamed).toContain("runtime_fallback");

    const session = await ArgentSessionManager.open(result.sessionFile ?? "");
    const { messages } = session.buildSessionContext();
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
    await session.close();
    expect(here.server.requests).toHaveLength(1);
  });

  test("a failure before anything was written leaves the whole run to Pi", async () => {
    await using here = await setUp([{ text: "Pi answers." }], (own) => ({
      ...own,
      stream: () => {
        throw new Error("the SDK is broken");
      },
    }));
    const run = here.runtime.run({ sessionKey: "s", prompt: "Go." });
    expect(await run).toMatchObject({ success: true, response: "Pi answers." });
    const { messages } = here.server.requests[0]?.body ?? {};
    expect(JSON.stringify(messages).match(/Go\./g)).toHaveLength(1);
  });

  test.each<[string, Step[]]>([
    ["a refusal with a status", [{ error: { kind: "overloaded", status: 529 } }]],
    ["a stream that is cut", [{ text: "Half of it", fault: { type: "cut", afterEvents: 3 } }]],
    [
      "a failure after a tool",
      [
        { toolCalls: [{ name: "read_file", arguments: { path: "note.txt" } }] },
        { error: { kind: "auth", status: 401 } },
      ],
    ],
  ])("%s stays Argent's", async (_, steps) => {
    await using here = await setUp([...steps, { text: "Pi would answer." }]);
    const run = here.runtime.run({ sessionKey: "s", prompt: "Go." });
    const events = await eventsOf(run);
    expect(await run).toMatchObject({ success: false, stopReason: "error" });
    expect(events.map(({ type }) => type)).not.toContain("runtime_fallback");
    expect(events.at(-1)?.type).toBe("agent_settled");
    expect(here.server.requests).toHaveLength(steps.length);
  });

  test("an abort before the first byte begins nothing anew", async () => {
    await using here = await setUp([{ text: "Pi would answer." }], () =>
      scripted([{ text: "late", fault: { type: "stall", afterEvents: 0 } }]),
    );
    const run = here.runtime.run({ sessionKey: "s", prompt: "Go." });
    for await (const { type } of run) if (type === "message_end") break;
    run.abort();
    expect(await run).toMatchObject({ success: false, stopReason: "aborted" });
    expect(here.server.requests).toHaveLength(0);
  });

  test("a run that works is Argent's", async () => {
    await using here = await setUp([{ text: "Argent answers." }]);
    const run = here.runtime.run({ sessionKey: "s", prompt: "Go." });
    const events = await eventsOf(run);
    expect(await run).toMatchObject({ response: "Argent answers." });
    const order = events.map(({ seq }) => seq ?? -1);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(events.at(-1)?.type).toBe("agent_settled");
  });
});
