import { setImmediate } from "node:timers/promises";
import type { RunResult } from "@argent/agent";
import type { ScriptedStep } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { all, openGateway, token } from "../test/gateway-kit.ts";

describe("access", () => {
  test("health says which runtime is in force, and needs no token", async () => {
    await using opened = await openGateway([]);
    const { url } = opened;
    const response = await fetch(`${url}/health`);
    expect(await response.json()).toMatchObject({ status: "ok", runtime: "argent" });
  });

  test.each([
    ["no token", {}],
    ["a wrong token", { authorization: "Bearer nope" }],
    ["another scheme", { authorization: `Basic ${token}` }],
  ])("%s is 401", async (_, headers: Record<string, string>) => {
    await using opened = await openGateway([{ text: "never" }]);
    const { url, provider } = opened;
    const response = await fetch(`${url}/v1/runs`, { method: "POST", headers, body: "{}" });
    expect(response.status).toBe(401);
    expect(provider.callCount).toBe(0);
  });

  test("a web page cannot call it, neither across origins nor by another host name", async () => {
    await using opened = await openGateway([]);
    const { post, gateway } = opened;
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
    await using opened = await openGateway([]);
    const { post } = opened;
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
    await using opened = await openGateway([{ text: "Four." }]);
    const { post } = opened;
    const response = await post("/v1/runs", { sessionKey: "s", prompt: "2+2?" });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const events = await all(response);
    expect(events[0]).toMatchObject({
      event: "run",
      data: { runId: response.headers.get("x-run-id") },
    });
    const ids = events.flatMap(({ id }) => (id === undefined ? [] : [id]));
    expect(ids).toEqual(ids.map((_, seq) => `${events[0]?.data.runId}:${seq}`));
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["agent_start", "message_update", "agent_end", "agent_settled"]),
    );
    expect(events.at(-1)).toMatchObject({
      event: "result",
      data: { success: true, response: "Four." },
    });
  });

  test("deltas carry no growing message", async () => {
    await using opened = await openGateway([{ text: "word ".repeat(200), deltaSize: 5 }]);
    const { post } = opened;
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
    await using opened = await openGateway([step, step, step]);
    const { post } = opened;
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
    await using opened = await openGateway([{ text: "once" }]);
    const { post, provider } = opened;
    const body = { sessionKey: "s", prompt: "go", idempotencyKey: "k" };
    const [a, b] = await Promise.all([post("/v1/runs", body), post("/v1/runs", body)]);
    expect(a.headers.get("x-run-id")).toBe(b.headers.get("x-run-id"));
    await Promise.all([all(a), all(b)]);
    expect(provider.callCount).toBe(1);
  });

  test("the same idempotency key with something else to do is refused, also when its run is over", async () => {
    await using opened = await openGateway([{ text: "once" }, { text: "elsewhere" }]);
    const { post, provider } = opened;
    const body = { sessionKey: "s", prompt: "go", idempotencyKey: "k" };
    const first = await post("/v1/runs", body);
    const runId = first.headers.get("x-run-id");
    const early = await post("/v1/runs", { ...body, prompt: "stop" });
    await all(first);
    const late = await post("/v1/runs", { ...body, prompt: "stop", thinking: "high" });
    expect([early.status, late.status]).toEqual([409, 409]);
    expect(await early.json()).toEqual({
      error: {
        code: "idempotency_conflict",
        message: expect.stringContaining('the idempotencyKey "k", and its prompt differed'),
        differs: ["prompt"],
        runId,
      },
    });
    expect(await late.json()).toMatchObject({ error: { differs: ["prompt", "thinking"], runId } });
    const again = await all(await post("/v1/runs", body));
    expect(again.at(-1)?.data).toMatchObject({ runId, response: "once" });
    expect(provider.callCount).toBe(1);
    const other = await all(await post("/v1/runs", { ...body, sessionKey: "other" }));
    expect(other.at(-1)?.data, "sessions have keys of their own").toMatchObject({
      response: "elsewhere",
    });
  });

  test("a failure on the wire is a result, not a broken stream", async () => {
    await using opened = await openGateway([{ error: { kind: "auth", message: "bad key" } }]);
    const { post } = opened;
    const events = await all(await post("/v1/runs", { sessionKey: "s", prompt: "go" }));
    const result: Partial<RunResult> = { success: false, stopReason: "error" };
    expect(events.at(-1)).toMatchObject({ event: "result", data: result });
  });
});

describe("POST /v1/runs/:id/abort", () => {
  test("stops a run", async () => {
    await using opened = await openGateway([() => new Promise(() => {})]);
    const { post } = opened;
    const response = await post("/v1/runs", { sessionKey: "s", prompt: "go" });
    const path = `/v1/runs/${response.headers.get("x-run-id")}/abort`;
    const abort = await post(path, undefined, { "content-type": "application/json" });
    expect(abort.status, "whatever it says of the body that it has not").toBe(202);
    expect((await all(response)).at(-1)).toMatchObject({
      event: "result",
      data: { stopReason: "aborted" },
    });
  });

  test("an unknown run is 404", async () => {
    await using opened = await openGateway([]);
    const { post } = opened;
    expect((await post("/v1/runs/nope/abort")).status).toBe(404);
  });
});

test("a stopping gateway aborts what does not end in time, tells its client, and closes", async () => {
  await using opened = await openGateway([() => new Promise(() => {})]);
  const { post, gateway } = opened;
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
  await using opened = await openGateway([step], { drainMs: 60_000 });
  const { gateway, runtime } = opened;
  const run = runtime.run({ sessionKey: "beside", prompt: "go" });
  await asked.promise;
  const closed = gateway.close();
  // A gateway that does not wait has aborted the run by the next turn of the event loop.
  await setImmediate();
  gate.resolve();
  expect(await run).toMatchObject({ success: true, response: "ok" });
  await closed;
});
