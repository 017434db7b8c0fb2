import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { AgentTool } from "@argent/agent";
import { manualClock, type ScriptedStep } from "@argent/ai/testing";
import { expect, test, vi } from "vitest";
import { all, eventsOf, openGateway, token } from "../test/gateway-kit.ts";

/** Longer than what the buffers of two sockets take, so that a client that does not read is in the way. */
const long: ScriptedStep = ({ messages }) =>
  JSON.stringify(messages.at(-1)).includes('"go"')
    ? { text: "word ".repeat(1_000_000), deltaSize: 25_000 }
    : { text: "short" };

/** A connection on which the test says byte by byte what is sent, and reads nothing unless it wants to. */
function dial(url: string, text: string): Socket {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.pause();
  socket.on("error", () => {}); // the gateway may cut it off
  socket.write(text);
  return socket;
}

function requestOf(body: object, contentLength?: number): string {
  const text = JSON.stringify(body);
  return [
    "POST /v1/runs HTTP/1.1",
    "host: 127.0.0.1",
    `authorization: Bearer ${token}`,
    "content-type: application/json",
    "connection: close",
    `content-length: ${contentLength ?? Buffer.byteLength(text)}`,
    "",
    text,
  ].join("\r\n");
}

test("a client that reads nothing is cut off, and neither its run nor another client is harmed", async () => {
  await using opened = await openGateway([long, long], { stallMs: 20 });
  const ended = Promise.withResolvers<string>();
  opened.runtime.onStream((event) => {
    if (event.type !== "lifecycle" || event.sessionKey !== "idle") return;
    if (event.phase !== "start") ended.resolve(event.phase);
  });
  const accepted = once(opened.gateway.server.server, "connection");
  const idle = dial(opened.url, requestOf({ sessionKey: "idle", prompt: "go" }));
  const [connection] = await accepted;
  const other = await all(await opened.post("/v1/runs", { sessionKey: "other", prompt: "hi" }));
  expect(other.at(-1)?.data).toMatchObject({ response: "short" });
  if (!connection.destroyed) await once(connection, "close");
  expect(await ended.promise).toBe("end");
  idle.destroy();
});

test("a client that reads slowly gets everything, in order, as long as it is kept", async () => {
  await using opened = await openGateway([long], { replayLength: 100_000_000 });
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on("warning", onWarning);
  const socket = dial(opened.url, requestOf({ sessionKey: "s", prompt: "go" }));
  await once(socket, "readable");
  await opened.runtime.drain();
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  process.off("warning", onWarning);
  const text = Buffer.concat(chunks).toString();
  expect(text).toContain("event: result");
  const ids = Array.from(text.matchAll(/^id: .+:(\d+)$/gm), ([, id]) => Number(id));
  expect(ids).toEqual(ids.map((_, index) => index));
  expect(ids.length).toBeGreaterThan(200);
  expect(warnings).toEqual([]);
});

test.each([
  ["reads nothing", requestOf({ sessionKey: "s", prompt: "go" }), true],
  ["never sends the rest of its request", requestOf({ sessionKey: "s" }, 9_000), false],
  ["says nothing at all", "", false],
])("a client that %s does not hold a stopping gateway up", async (_, text, isAnswered) => {
  const opened = await openGateway([long], { flushMs: 20 });
  const accepted = once(opened.gateway.server.server, "connection");
  const socket = dial(opened.url, text);
  await accepted;
  if (isAnswered) await once(socket, "readable");
  await opened.gateway.close();
  socket.destroy();
});

test("a stream on which nothing happens shows that it is alive", async () => {
  const clock = manualClock();
  await using opened = await openGateway([() => new Promise(() => {})], { clock });
  const response = await opened.post("/v1/runs", { sessionKey: "s", prompt: "go" });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (const count of [1, 2, 3]) {
    await clock.advance(15_000);
    while (text.split(": alive\n\n").length <= count) text += (await reader?.read())?.value ?? "";
  }
  await reader?.cancel();
});

test("clients that leave and come back during a silence leave nothing behind", async () => {
  const clock = manualClock();
  await using opened = await openGateway([() => new Promise(() => {})], { clock });
  const first = await opened.post("/v1/runs", { sessionKey: "s", prompt: "go" });
  const runId = first.headers.get("x-run-id") ?? "";
  const pending = clock.pending;
  for (let count = 0; count < 20; count++) {
    const events = eventsOf(await opened.get(runId));
    await events.next();
    await events.return(undefined);
  }
  await vi.waitUntil(() => clock.pending === pending, { timeout: 10_000 });
});

test("a client that leaves in the middle can come back for the result", async () => {
  const gate = Promise.withResolvers<void>();
  const step: ScriptedStep = async () => {
    await gate.promise;
    return { text: "Here it is." };
  };
  await using opened = await openGateway([step]);
  const request = { sessionKey: "s", prompt: "go", idempotencyKey: "1" };
  const first = await opened.post("/v1/runs", request);
  const events = eventsOf(first);
  await events.next();
  await events.return(undefined);
  await first.body?.cancel().catch(() => {});
  gate.resolve();
  const again = await opened.post("/v1/runs", request);
  expect(again.headers.get("x-run-id")).toBe(first.headers.get("x-run-id"));
  expect((await all(again)).at(-1)).toMatchObject({ data: { response: "Here it is." } });
  expect(opened.provider.callCount).toBe(1);
});

test("an event that is no JSON is told by a warning in its place, and harms nothing else", async () => {
  const odd: AgentTool = {
    name: "odd",
    description: "",
    parameters: { type: "object" },
    async execute(_toolCallId, _parameters, _signal, onUpdate) {
      onUpdate?.({ content: [], details: { big: 1n } });
      return { content: [{ type: "text", text: "ok" }] };
    },
  };
  await using opened = await openGateway([{ toolCalls: [{ name: "odd" }] }, { text: "done" }], {
    tools: [odd],
  });
  const events = await all(await opened.post("/v1/runs", { sessionKey: "s", prompt: "go" }));
  const warnings = events.filter(({ event }) => event === "warning");
  expect(warnings).toMatchObject([{ id: expect.any(String), data: { type: "warning" } }]);
  expect(warnings[0]?.data.message).toMatch(/tool_execution_update is left out: .*BigInt/);
  const seqs = events.flatMap(({ id }) => (id === undefined ? [] : [Number(id.split(":")[1])]));
  expect(seqs).toEqual(seqs.map((_, index) => index));
  expect(events.at(-1)?.data).toMatchObject({ success: true, response: "done" });
});

test("whoever steers a run is shown what comes of it", async () => {
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const step: ScriptedStep = async () => {
    asked.resolve();
    await gate.promise;
    return { text: "One." };
  };
  await using opened = await openGateway([step, { text: "Two." }], { mode: "steer" });
  const first = await opened.post("/v1/runs", { sessionKey: "s", prompt: "one" });
  await asked.promise;
  const second = await opened.post("/v1/runs", { sessionKey: "s", prompt: "two" });
  gate.resolve();
  const events = await all(second);
  const texts = events.flatMap(({ data }) => {
    const update = data.assistantMessageEvent;
    const isText = typeof update === "object" && update !== null && "delta" in update;
    return isText ? [update.delta] : [];
  });
  expect(texts.join("")).toContain("Two.");
  expect(events.at(-1)).toMatchObject({ data: { steered: true, response: "Two." } });
  await all(first);
});

test.each([
  ["a body that is too large", "/v1/runs", `{"prompt":"${"x".repeat(10 * 1024 * 1024)}"}`, 413],
  ["a body that is no JSON", "/v1/runs", "{oops", 400],
  ["a body without end", "/v1/runs", "[".repeat(100_000), 400],
  ["an empty body", "/v1/runs", "", 400],
  ["a path that cannot be decoded", "/v1/runs/%zz/abort", "{}", 400],
])("%s is refused in the form of all refusals", async (_, path, body, status) => {
  await using opened = await openGateway([]);
  const response = await fetch(opened.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body,
  });
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({
    error: { code: "invalid_request", message: expect.any(String) },
  });
});
