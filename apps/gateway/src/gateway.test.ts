import { setImmediate } from "node:timers/promises";
import { createArgentRuntime, memorySessionStore, type RunResult } from "@argent/agent";
import { type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { localEnv } from "@argent/tools";
import { afterEach, describe, expect, test } from "vitest";
import { createGateway, type Gateway } from "./gateway.ts";

const token = "test-token";
const open: Gateway[] = [];
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close();
});

async function start(steps: ScriptedStep[], drainMs = 0) {
  const provider = scripted(steps);
  const runtime = createArgentRuntime({
    provider,
    model: testModel(),
    env: () => localEnv({ cwd: import.meta.dirname, env: {} }),
    tools: () => [],
    sessions: memorySessionStore(),
  });
  const gateway = createGateway({ runtime, token, drainMs });
  open.push(gateway);
  const url = await gateway.listen(0);
  const post = (path: string, body?: object, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  return { url, post, provider, gateway, runtime };
}

interface SseEvent {
  event: string;
  id: string | undefined;
  data: Record<string, unknown>;
}

async function* eventsOf(response: Response): AsyncGenerator<SseEvent> {
  let rest = "";
  for await (const chunk of response.body ?? []) {
    const blocks = (rest + new TextDecoder().decode(chunk, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const field = (name: string) =>
        block
          .split("\n")
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2);
      yield {
        event: field("event") ?? "",
        id: field("id"),
        data: JSON.parse(field("data") ?? "{}"),
      };
    }
  }
}

async function all(response: Response): Promise<SseEvent[]> {
  const events: SseEvent[] = [];
  for await (const event of eventsOf(response)) events.push(event);
  return events;
}

describe("access", () => {
  test("health says which runtime is in force, and needs no token", async () => {
    const { url } = await start([]);
    const response = await fetch(`${url}/health`);
    expect(await response.json()).toMatchObject({ status: "ok", runtime: "argent" });
  });

  test.each([
    ["no token", {}],
    ["a wrong token", { authorization: "Bearer nope" }],
    ["another scheme", { authorization: `Basic ${token}` }],
  ])("%s is 401", async (_, headers: Record<string, string>) => {
    const { url, provider } = await start([{ text: "never" }]);
    const response = await fetch(`${url}/v1/runs`, { method: "POST", headers, body: "{}" });
    expect(response.status).toBe(401);
    expect(provider.callCount).toBe(0);
  });

  test("a web page cannot call it, neither across origins nor by another host name", async () => {
    const { post, gateway } = await start([]);
    const foreign = await post(
      "/v1/runs",
      { sessionKey: "s", prompt: "hi" },
      { origin: "https://evil.example" },
    );
    expect(foreign.status).toBe(403);
    const rebound = await gateway.server.inject({
      url: "/health",
      headers: { host: "evil.example" },
    });
    expect(rebound.statusCode).toBe(403);
  });

  test("an unknown field, path or key is refused, and the answer says so", async () => {
    const { post } = await start([]);
    const unknown = await post("/v1/runs", {
      sessionKey: "s",
      prompt: "hi",
      sessionFile: "/etc/passwd",
    });
    expect(unknown.status).toBe(400);
    expect(await unknown.text()).toContain("additional properties");
    expect((await post("/v1/runs", { sessionKey: "s" })).status).toBe(400);
    expect((await post("/v1/nothing")).status).toBe(404);
  });
});

describe("POST /v1/runs", () => {
  test("streams the run's id, its events with dense ids, and its result", async () => {
    const { post } = await start([{ text: "Four." }]);
    const response = await post("/v1/runs", { sessionKey: "s", prompt: "2+2?" });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const events = await all(response);
    expect(events[0]).toMatchObject({
      event: "run",
      data: { runId: response.headers.get("x-run-id") },
    });
    const ids = events.flatMap(({ id }) => (id === undefined ? [] : [Number(id)]));
    expect(ids).toEqual(ids.map((_, index) => index));
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["agent_start", "message_update", "agent_end", "agent_settled"]),
    );
    expect(events.at(-1)).toMatchObject({
      event: "result",
      data: { success: true, response: "Four." },
    });
  });

  test("deltas carry no growing message", async () => {
    const { post } = await start([{ text: "word ".repeat(200), deltaSize: 5 }]);
    const events = await all(await post("/v1/runs", { sessionKey: "s", prompt: "go" }));
    const updates = events.filter(({ event }) => event === "message_update");
    expect(updates.length).toBeGreaterThan(100);
    expect(updates.every(({ data }) => !("message" in data))).toBe(true);
  });

  test("runs of one session follow each other, runs of two sessions do not wait", async () => {
    const gate = Promise.withResolvers<void>();
    const running: string[] = [];
    const step: ScriptedStep = async (request) => {
      const prompt = request.messages.at(-1);
      const name =
        prompt?.role === "user" &&
        typeof prompt.content !== "string" &&
        prompt.content[0]?.type === "text"
          ? prompt.content[0].text
          : "";
      running.push(name);
      if (name === "first") await gate.promise;
      return { text: name };
    };
    const { post } = await start([step, step, step]);
    const first = await post("/v1/runs", { sessionKey: "a", prompt: "first" });
    const second = await post("/v1/runs", { sessionKey: "a", prompt: "second" });
    const other = await all(await post("/v1/runs", { sessionKey: "b", prompt: "other" }));
    expect(other.at(-1)?.data).toMatchObject({ response: "other" });
    expect(running).toEqual(["first", "other"]);
    gate.resolve();
    await all(first);
    await all(second);
    expect(running).toEqual(["first", "other", "second"]);
  });

  test("the same idempotency key joins the run that there is", async () => {
    const { post, provider } = await start([{ text: "once" }]);
    const body = { sessionKey: "s", prompt: "go", idempotencyKey: "k" };
    const [a, b] = await Promise.all([post("/v1/runs", body), post("/v1/runs", body)]);
    expect(a.headers.get("x-run-id")).toBe(b.headers.get("x-run-id"));
    await Promise.all([all(a), all(b)]);
    expect(provider.callCount).toBe(1);
  });

  test("a failure on the wire is a result, not a broken stream", async () => {
    const { post } = await start([{ error: { kind: "auth", message: "bad key" } }]);
    const events = await all(await post("/v1/runs", { sessionKey: "s", prompt: "go" }));
    const result: Partial<RunResult> = { success: false, stopReason: "error" };
    expect(events.at(-1)).toMatchObject({ event: "result", data: result });
  });
});

describe("POST /v1/runs/:id/abort", () => {
  test("stops a run", async () => {
    const { post } = await start([() => new Promise(() => {})]);
    const response = await post("/v1/runs", { sessionKey: "s", prompt: "go" });
    const abort = await post(`/v1/runs/${response.headers.get("x-run-id")}/abort`);
    expect(abort.status).toBe(202);
    expect((await all(response)).at(-1)).toMatchObject({
      event: "result",
      data: { stopReason: "aborted" },
    });
  });

  test("an unknown run is 404", async () => {
    const { post } = await start([]);
    expect((await post("/v1/runs/nope/abort")).status).toBe(404);
  });
});

test("a stopping gateway aborts what does not end in time, tells its client, and closes", async () => {
  const { post, gateway } = await start([() => new Promise(() => {})]);
  const response = await post("/v1/runs", { sessionKey: "s", prompt: "go" });
  const reading = all(response);
  await gateway.close();
  expect((await reading).at(-1)).toMatchObject({
    event: "result",
    data: { stopReason: "aborted" },
  });
});

test("a stopping gateway also waits for runs of its runtime that it did not start", async () => {
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const step = async () => {
    asked.resolve();
    await gate.promise;
    return { text: "ok" };
  };
  const { gateway, runtime } = await start([step], 60_000);
  const run = runtime.run({ sessionKey: "beside", prompt: "go" });
  await asked.promise;
  const closed = gateway.close();
  // A gateway that does not wait has aborted the run by the next turn of the event loop.
  await setImmediate();
  gate.resolve();
  expect(await run).toMatchObject({ success: true, response: "ok" });
  await closed;
});
