import { once } from "node:events";
import { connect } from "node:net";
import { setImmediate } from "node:timers/promises";
import {
  AgentRun,
  type AgentTool,
  memorySessionStore,
  type RunResult,
  type Runtime,
} from "@argent/agent";
import { manualClock, type ScriptedStep } from "@argent/ai/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { all, eventsOf, gate, openGateway, type SseEvent, token } from "../test/gateway-kit.ts";
import { createGateway } from "./gateway.ts";

const look: AgentTool = {
  name: "look",
  description: "",
  parameters: { type: "object" },
  execute: async () => ({ content: [{ type: "text", text: "nothing" }] }),
};
const steps: ScriptedStep[] = [
  { text: "I look twice.", toolCalls: [{ name: "look" }, { name: "look" }], deltaSize: 3 },
  { text: "There is nothing.", deltaSize: 3 },
];
const request = { sessionKey: "s", prompt: "go", idempotencyKey: "1" };

const numbered = (events: readonly SseEvent[]) => events.filter(({ id }) => id !== undefined);
const messageEnds = (events: readonly SseEvent[]) =>
  events
    .filter(({ event }) => event === "message_end")
    .map(({ id, data }) => ({ id, message: data.message }));
const seqOf = ({ id }: { id: string | undefined }) => Number(id?.split(":").at(-1));

describe("a client that comes back", () => {
  test("gets every event that it has not read, wherever it was cut off, and the result", async () => {
    await using opened = await openGateway(steps, { tools: [look] });
    const complete = await all(await opened.post("/v1/runs", request));
    const [run, ...rest] = complete;
    const runId = String(run?.data.runId);
    for (const [index, { id }] of numbered(complete).entries()) {
      const expected = [run, ...rest.slice(index + 1)];
      expect(await all(await opened.get(runId, id))).toEqual(expected);
      const byKey = await opened.post("/v1/runs", request, { "last-event-id": id ?? "" });
      expect(await all(byKey)).toEqual(expected);
    }
    expect(opened.provider.callCount).toBe(2);
  });

  test("while the run works gets what it missed, and then what happens", async () => {
    const second = gate("Done.");
    const [first = {}] = steps;
    await using opened = await openGateway([first, second.step], { tools: [look] });
    const cut = await opened.post("/v1/runs", request);
    const events = eventsOf(cut);
    const seen: SseEvent[] = [];
    for (let index = 0; index < 5; index++) seen.push((await events.next()).value);
    await events.return(undefined);
    await cut.body?.cancel().catch(() => {});
    await second.asked;
    const runId = cut.headers.get("x-run-id") ?? "";
    const back = all(await opened.get(runId, seen.at(-1)?.id));
    const late = all(await opened.get(runId));
    second.open();
    const [, ...missed] = await back;
    expect([...seen, ...missed]).toEqual(await late);
    expect(numbered(await late).map(seqOf)).toEqual(numbered(await late).map((_, seq) => seq));
    expect((await late).at(-1)).toMatchObject({ event: "result", data: { response: "Done." } });
  });

  test.each([
    ["without saying what it has read", undefined],
    ["with the id of another run", "another:3"],
    ["with an id that is none", "3"],
  ])("%s gets everything", async (_, lastEventId) => {
    await using opened = await openGateway(steps, { tools: [look] });
    const complete = await all(await opened.post("/v1/runs", request));
    const runId = String(complete[0]?.data.runId);
    expect(await all(await opened.get(runId, lastEventId))).toEqual(complete);
  });

  test("gets the finished messages of what is not kept, each once, wherever it is cut off", async () => {
    await using whole = await openGateway(steps, { tools: [look] });
    const complete = await all(await whole.post("/v1/runs", request));
    for (const replayLength of [0, 1_000, 3_000, 6_000]) {
      await using opened = await openGateway(steps, { tools: [look], replayLength });
      const { runId } = (await all(await opened.post("/v1/runs", request)))[0]?.data ?? {};
      for (let after = -1; after < complete.length - 2; after++) {
        const back = await all(await opened.get(String(runId), `${runId}:${after}`));
        expect(back.at(-1)).toMatchObject({ event: "result", data: { success: true } });
        const seqs = numbered(back).map(seqOf);
        expect(seqs, "in order and none twice").toEqual([...new Set(seqs)].sort((a, b) => a - b));
        expect(messageEnds(back).map(seqOf)).toEqual(
          messageEnds(complete)
            .map(seqOf)
            .filter((seq) => seq > after),
        );
      }
    }
  });

  test("gets the same messages from the session as from the events", async () => {
    await using opened = await openGateway(steps, { tools: [look], replayLength: 0 });
    const live = await all(await opened.post("/v1/runs", request));
    const back = await all(await opened.get(String(live[0]?.data.runId)));
    expect(messageEnds(back)).toHaveLength(5);
    expect(messageEnds(back)).toEqual(expect.arrayContaining(messageEnds(live)));
  });

  test("long after the end gets the messages and the result by its key, and costs nothing until then", async () => {
    const clock = manualClock();
    await using opened = await openGateway([...steps, { text: "Next." }], {
      tools: [look],
      clock,
      replayMs: 1_000,
    });
    const complete = await all(await opened.post("/v1/runs", request));
    const runId = String(complete[0]?.data.runId);
    await clock.advance(999);
    expect(await all(await opened.get(runId))).toEqual(complete);
    await clock.advance(1);
    expect(clock.pending).toBe(0);
    expect((await opened.get(runId)).status).toBe(404);
    await all(await opened.post("/v1/runs", { sessionKey: "s", prompt: "and now?" }));
    const [run, ...back] = await all(await opened.post("/v1/runs", request));
    expect(run).toEqual(complete[0]);
    expect(back.map(({ event }) => event)).toEqual([...Array(5).fill("message_end"), "result"]);
    expect(messageEnds(back)).toEqual(messageEnds(complete));
    expect(back.at(-1)).toEqual(complete.at(-1));
    const third = messageEnds(back)[2]?.id;
    const rest = await opened.post("/v1/runs", request, { "last-event-id": third ?? "" });
    expect((await all(rest)).slice(1)).toEqual(back.slice(3));
    expect(opened.provider.callCount).toBe(3);
  });

  test("to a run that began beside the gateway gets what there was, and then what happens", async () => {
    const second = gate("Done.");
    const [first = {}] = steps;
    await using opened = await openGateway([first, second.step], { tools: [look] });
    void opened.runtime.run(request);
    await second.asked;
    const events = eventsOf(await opened.post("/v1/runs", request));
    const seen: SseEvent[] = [];
    while (messageEnds(seen).length < 4) seen.push((await events.next()).value);
    second.open();
    for await (const event of events) seen.push(event);
    const seqs = numbered(seen).map(seqOf);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect(messageEnds(seen)).toHaveLength(5);
    expect(seen.at(-1)).toMatchObject({ event: "result", data: { response: "Done." } });
  });

  test("after it steered a run gets what came of its message, and nothing from before", async () => {
    const first = gate("One.");
    const clock = manualClock();
    await using opened = await openGateway([first.step, { text: "Two.", deltaSize: 1 }], {
      mode: "steer",
      clock,
      replayMs: 1_000,
    });
    const host = await opened.post("/v1/runs", { sessionKey: "s", prompt: "one" });
    await first.asked;
    const steering = { sessionKey: "s", prompt: "two", idempotencyKey: "2" };
    const steered = await opened.post("/v1/runs", steering);
    first.open();
    const [complete] = await Promise.all([all(steered), all(host)]);
    expect(messageEnds(complete)).toHaveLength(1);
    expect(await all(await opened.post("/v1/runs", steering))).toEqual(complete);
    await clock.advance(1_000);
    const late = await all(await opened.post("/v1/runs", steering));
    expect(late.map(({ event }) => event)).toEqual(["run", "message_end", "result"]);
    expect(messageEnds(late)).toEqual(messageEnds(complete));
    expect(late.at(-1)).toMatchObject({ data: { steered: true, response: "Two." } });
  });

  test("is told when what it missed cannot be read, and gets the rest", async () => {
    const { open } = memorySessionStore();
    await using opened = await openGateway(steps, {
      tools: [look],
      sessions: { open, read: () => Promise.reject(new Error("the disk is gone")) },
      replayLength: 0,
    });
    const { runId } = (await all(await opened.post("/v1/runs", request)))[0]?.data ?? {};
    const back = await all(await opened.get(String(runId)));
    expect(back.map(({ event }) => event)).toEqual(["run", "warning", "agent_settled", "result"]);
    expect(back[1]?.data.message).toContain("the disk is gone");
  });
});

test("whenever clients are cut off, each is told every message once and in order, and the result", async () => {
  const slowly: AgentTool = {
    ...look,
    execute: async (_toolCallId, _parameters, _signal, onUpdate) => {
      for (let count = 0; count < 5; count++) {
        await setImmediate();
        onUpdate?.({ content: [{ type: "text", text: `${count}` }], details: undefined });
      }
      return { content: [{ type: "text", text: "nothing" }] };
    },
  };
  const plan = fc.record({
    replayLength: fc.constantFrom(0, 2_000, 10_000, 1_000_000),
    clients: fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 8 }), {
      minLength: 1,
      maxLength: 3,
    }),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ replayLength, clients }) => {
      const turn = {
        text: "I look.",
        toolCalls: [{ name: "look" }, { name: "look" }],
        deltaSize: 2,
      };
      await using opened = await openGateway([turn, turn, { text: "Nothing." }], {
        tools: [slowly],
        replayLength,
      });
      /** Reads as many events as each visit lasts, and at last to the end. */
      async function readInVisits(visits: readonly number[]) {
        const seen: SseEvent[] = [];
        for (const length of [...visits, Number.POSITIVE_INFINITY]) {
          const lastId = numbered(seen).at(-1)?.id;
          const headers = lastId === undefined ? {} : { "last-event-id": lastId };
          const events = eventsOf(await opened.post("/v1/runs", request, headers));
          for (let count = 0; count < length; count++) {
            const next = await events.next();
            if (next.done) break;
            seen.push(next.value);
          }
          await events.return(undefined);
        }
        return seen;
      }
      for (const seen of await Promise.all(clients.map(readInVisits))) {
        const seqs = numbered(seen).map(seqOf);
        expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
        if (replayLength === 1_000_000) expect(seqs).toEqual(seqs.map((_, index) => index));
        expect(messageEnds(seen)).toHaveLength(8);
        expect(seen.at(-1)).toMatchObject({ event: "result", data: { response: "Nothing." } });
      }
    }),
    { numRuns: 40 },
  );
});

test("a client that falls behind what is kept gets whole messages in place of deltas", async () => {
  const long = "word ".repeat(1_000_000);
  const steps = [
    { text: long, deltaSize: 25_000, toolCalls: [{ name: "look" }] },
    { text: "End." },
  ];
  await using opened = await openGateway(steps, { tools: [look], replayLength: 1_000_000 });
  const body = JSON.stringify(request);
  const socket = connect(Number(new URL(opened.url).port), "127.0.0.1");
  socket.write(
    `POST /v1/runs HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  socket.pause();
  await once(socket, "readable");
  await opened.runtime.drain();
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const seqs = Array.from(text.matchAll(/^id: .+:(\d+)$/gm), ([, seq]) => Number(seq));
  expect(seqs, "in order and none twice").toEqual([...new Set(seqs)].sort((a, b) => a - b));
  expect(seqs.length, "some are left out").toBeLessThan(seqs.at(-1) ?? 0);
  expect(text.match(/^event: message_end$/gm)).toHaveLength(4);
  expect(text).toContain("event: result");
});

test("a runtime that neither numbers its events nor reads its sessions can be served, too", async () => {
  const result: RunResult = {
    runId: "r",
    success: true,
    stopReason: "stop",
    duration: 0,
    tokensUsed: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
    turns: 0,
    lessons: [],
  };
  const runtime: Runtime = {
    id: "pi",
    onStream: () => () => {},
    abort: () => {},
    close: async () => {},
    run() {
      const run = Object.assign(new AgentRun<RunResult>((resolve) => resolve(result)), {
        runId: "r",
      });
      queueMicrotask(() => {
        for (const type of ["agent_start", "turn_start"] as const) run.publish({ type });
        run.publish({ type: "agent_settled", stopReason: "stop" });
      });
      return run;
    },
  };
  const gateway = createGateway({ runtime, token, replayLength: 100 });
  const ask = (method: "GET" | "POST", url: string) =>
    gateway.server.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, host: "localhost" },
      ...(method === "POST" && { payload: { sessionKey: "s", prompt: "go" } }),
    });
  const idsIn = ({ body }: { body: string }) =>
    Array.from(body.matchAll(/^id: (.+)$/gm), ([, id]) => id);
  expect(idsIn(await ask("POST", "/v1/runs")).at(-1)).toBe("r:2");
  const back = await ask("GET", "/v1/runs/r");
  expect(idsIn(back)).toEqual(["r:2"]);
  expect(back.body).toContain("event: result");
  await gateway.close();
});

test("of the runs that are over only the latest are kept when they are long", async () => {
  const answers = Array.from({ length: 40 }, () => ({ text: "x".repeat(1_000) }));
  await using opened = await openGateway(answers, { replayLength: 5_000 });
  const ids: string[] = [];
  for (const index of answers.keys()) {
    const events = await all(
      await opened.post("/v1/runs", { sessionKey: `s${index}`, prompt: "go" }),
    );
    ids.push(String(events[0]?.data.runId));
  }
  const kept = await Promise.all(ids.map(async (id) => (await opened.get(id)).status === 200));
  expect(kept.at(-1)).toBe(true);
  expect(kept[0]).toBe(false);
  expect(kept.indexOf(true), "the oldest go first").toBe(kept.lastIndexOf(false) + 1);
});

test("only who has the token can read a run", async () => {
  await using opened = await openGateway(steps, { tools: [look] });
  const { runId } = (await all(await opened.post("/v1/runs", request)))[0]?.data ?? {};
  expect((await fetch(`${opened.url}/v1/runs/${runId}`)).status).toBe(401);
  const head = await fetch(`${opened.url}/v1/runs/${runId}`, {
    method: "HEAD",
    headers: { authorization: `Bearer ${token}` },
  });
  expect(head.status).toBe(404);
});
