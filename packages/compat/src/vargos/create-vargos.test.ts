import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AgentStreamEvent } from "@argent/agent";
import type { ScriptedStep } from "@argent/ai/testing";
import { type RecordedRequest, vendorServer } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { makePlace } from "../../test/vargos/place.ts";
import { createVargos } from "./create-vargos.ts";

/** One instance with a home of its own, against a server that answers from a script. */
async function start(steps?: ScriptedStep<RecordedRequest>[], more: Record<string, string> = {}) {
  const server = await vendorServer({ steps });
  const place = await makePlace();
  const { home } = place;
  const env = {
    PATH: process.env.PATH,
    OPENAI_API_KEY: "from-env",
    OPENAI_BASE_URL: server.baseUrl("openai-completions"),
    ANTHROPIC_BASE_URL: server.baseUrl("anthropic-messages"),
    GOOGLE_GEMINI_BASE_URL: server.baseUrl("google-generative-ai"),
    VARGOS_WORKSPACE: home,
    ...more,
  };
  const vargos = createVargos({ env, home: () => home });
  const events: AgentStreamEvent[] = [];
  vargos.lifecycle.onStream((event) => events.push(event));
  return {
    ...vargos,
    ...place,
    server,
    events,
    /** What each request asked, without the system prompt. */
    asked: () => server.requests.map(({ body }) => textsOf(body.messages ?? body.input)),
    async [Symbol.asyncDispose]() {
      await vargos.runtime.close();
      await server.close();
      await place[Symbol.asyncDispose]();
    },
  };
}

function textsOf(messages: unknown): string[] {
  return Array.isArray(messages)
    ? messages
        .filter(({ role }) => role === "user" || role === "assistant")
        .map(({ content }) => (typeof content === "string" ? content : textOf(content)))
    : [];
}

function textOf(content: { text?: string }[]): string {
  return content.map(({ text = "" }) => text).join("");
}

const key = "agent:main:whatsapp:dm:+123456";
const gpt = { sessionKey: key, model: "gpt-4o", provider: "openai" };

/** A step that answers when it is told to. */
function gate(text: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const step: ScriptedStep<RecordedRequest> = async () => {
    await promise;
    return { text };
  };
  return { step, open: resolve };
}

test("messages and runs of a session stand in one line, and each is answered once", async () => {
  const first = gate("one");
  await using vargos = await start([first.step, { text: "two" }, { text: "three" }]);
  const results = [
    vargos.queue.enqueue(key, "1", "user", { type: "task" }),
    vargos.runtime.run({ ...gpt, prompt: "2" }),
    vargos.queue.enqueue(key, "3"),
  ];
  await vargos.server.waitForRequest(1);
  expect(vargos.server.requests).toHaveLength(1);
  first.open();
  expect((await Promise.all(results)).map(({ response }) => response)).toEqual([
    "one",
    "two",
    "three",
  ]);
  expect(vargos.asked()).toEqual([["1"], ["1", "one", "2"], ["1", "one", "2", "two", "3"]]);
});

test("a message that is added during a run waits for the next one, and is not lost", async () => {
  const first = gate("one");
  await using vargos = await start([first.step, { text: "two" }]);
  const running = vargos.queue.enqueue(key, "1");
  await vargos.server.waitForRequest(1);
  const added = vargos.sessions.addMessage({ sessionKey: key, content: "2", role: "user" });
  first.open();
  expect(await running).toMatchObject({ response: "one" });
  await added;
  expect(await vargos.runtime.run(gpt)).toMatchObject({ response: "two" });
  expect(vargos.asked().at(-1)).toEqual(["1", "one", "2"]);
});

test("each turn of a chat answers its own message", async () => {
  await using vargos = await start();
  for (const content of ["1", "2", "3"]) {
    await vargos.sessions.addMessage({ sessionKey: key, content, role: "user" });
    expect(await vargos.runtime.run(gpt)).toMatchObject({ success: true, response: "ok" });
  }
  expect(vargos.asked().map((texts) => texts.at(-1))).toEqual(["1", "2", "3"]);
});

test("all messages that wait are answered together, and then nothing waits", async () => {
  await using vargos = await start();
  const add = (content: string) =>
    vargos.sessions.addMessage({ sessionKey: key, content, role: "user" });
  const contents = Array.from({ length: 20 }, (_, index) => `message ${index}`);
  await Promise.all(contents.map(add));
  expect(await vargos.runtime.run(gpt)).toMatchObject({ success: true });
  expect(await vargos.runtime.run(gpt)).toMatchObject({
    success: false,
    error: { kind: "invalid_request" },
  });
  expect(await vargos.filesIn()).toHaveLength(1);
  expect(vargos.asked()).toEqual([contents]);
});

test("metadata stays in the session and out of the request", async () => {
  await using vargos = await start();
  const metadata = { from: "+123456" };
  await vargos.sessions.addMessage({ sessionKey: key, content: "Hi", role: "user", metadata });
  await vargos.sessions.addMessage({ sessionKey: key, content: "Hello", role: "assistant" });
  await vargos.sessions.addMessage({
    sessionKey: key,
    content: "Sub-agent done.",
    role: "system",
    metadata: { type: "subagent_announce" },
  });
  await vargos.runtime.run({ ...gpt, apiKey: "from-program" });
  expect(vargos.asked()).toEqual([["Hi", "Hello", "Sub-agent done."]]);
  expect(vargos.server.requests[0]?.text).not.toContain("subagent_announce");
  expect(vargos.server.requests[0]?.text).not.toContain("+123456");
  expect(vargos.server.requests[0]?.headers.authorization).toBe("Bearer from-program");
  const entries = await vargos.entriesOf("agent-main-whatsapp-dm-+123456.jsonl");
  expect(entries).toContainEqual(
    expect.objectContaining({ customType: "vargos.metadata", data: metadata }),
  );
  expect(entries).toContainEqual(
    expect.objectContaining({
      customType: "vargos.system",
      details: { type: "subagent_announce" },
    }),
  );
});

test("a steering message goes into the run that works", async () => {
  const first = gate("one");
  await using vargos = await start([first.step, { text: "as you wish" }]);
  const running = vargos.queue.enqueue(key, "1");
  await vargos.server.waitForRequest(1);
  const steered = vargos.queue.enqueue(key, "2", "user", {}, { mode: "steer" });
  first.open();
  expect(await steered).toMatchObject({ response: "as you wish", steered: true });
  expect(await running).toMatchObject({ response: "as you wish" });
  expect(vargos.asked().at(-1)?.at(-1)).toBe("2");
});

test("a message that is delivered twice is answered once", async () => {
  await using vargos = await start();
  const send = () => vargos.queue.enqueue(key, "1", "user", {}, { messageId: "wamid.1" });
  const [first, second] = await Promise.all([send(), send()]);
  expect(second).toEqual(first);
  expect(vargos.server.requests).toHaveLength(1);
});

test("messages of the host say that they are not the person's", async () => {
  await using vargos = await start();
  await vargos.queue.enqueue(key, "Time to sum up.", "system");
  expect(vargos.asked()).toEqual([["[System message]\nTime to sum up."]]);
});

test("a failing model is a result and one error event, never a rejection", async () => {
  await using vargos = await start([{ error: { kind: "auth", status: 401 } }]);
  const result = await vargos.queue.enqueue(key, "1");
  expect(result).toMatchObject({ success: false, error: { kind: "auth" } });
  const phases = vargos.events.flatMap((event) =>
    event.type === "lifecycle" ? [event.phase] : [],
  );
  expect(phases).toEqual(["start", "error"]);
  expect(await vargos.lifecycle.wait(result.runId)).toMatchObject({ status: "error" });
});

test("an abort reaches the request and ends the run once", async () => {
  const first = gate("too late");
  await using vargos = await start([first.step]);
  const run = vargos.runtime.run({ ...gpt, prompt: "1" });
  const { closedByClient } = await vargos.server.waitForRequest(1);
  vargos.runtime.abort(run.runId);
  expect(await run).toMatchObject({ success: false, stopReason: "aborted" });
  expect(await closedByClient).toBe(true);
  first.open();
  expect(vargos.events.at(-1)).toMatchObject({ type: "lifecycle", phase: "abort" });
});

test("the answer is the sum of what was streamed, and tokens are counted", async () => {
  const usage = { input: 100, output: 10 };
  await using vargos = await start([
    { toolCalls: [{ name: "ls", arguments: { path: "." } }], usage },
    { text: "One two three four five six.", deltaSize: 4, usage },
  ]);
  const result = await vargos.queue.enqueue(key, "1");
  const streamed = vargos.events.flatMap((event) =>
    event.type === "assistant" ? [event.content] : [],
  );
  expect(streamed.join("")).toBe(result.response);
  expect(result.tokensUsed.total).toBe(220);
});

test.each([
  ["OPENAI_API_KEY", "gpt-5"],
  ["ANTHROPIC_API_KEY", "claude"],
  ["GOOGLE_API_KEY", "gemini"],
])("with only %s a session without a model gets one of that provider", async (name, model) => {
  await using vargos = await start(undefined, { OPENAI_API_KEY: "", [name]: "key" });
  expect(await vargos.queue.enqueue(key, "1")).toMatchObject({ success: true });
  const [request] = vargos.server.requests;
  expect(`${request?.path} ${request?.body.model}`).toContain(model);
});

test("without a key and a model it says what is missing", async () => {
  await using vargos = await start(undefined, { OPENAI_API_KEY: "" });
  expect(await vargos.queue.enqueue(key, "1")).toMatchObject({
    success: false,
    error: { kind: "invalid_request", message: expect.stringContaining("model") },
  });
});

test("tools work in the folder that the run names, with ~ for the home folder", async () => {
  await using vargos = await start([
    { toolCalls: [{ name: "write_file", arguments: { path: "a.txt", content: "A" } }] },
    { text: "Done." },
  ]);
  await vargos.runtime.run({ ...gpt, prompt: "Write.", workspaceDir: "~/work" });
  expect(await readFile(join(vargos.home, "work", "a.txt"), "utf8")).toBe("A");
});

test("the prompt is the workspace's own; the first run that succeeds is the only one to see BOOTSTRAP.md", async () => {
  await using vargos = await start();
  await writeFile(join(vargos.home, "SOUL.md"), "You are a lighthouse.");
  await writeFile(join(vargos.home, "BOOTSTRAP.md"), "Choose a name.");
  await vargos.runtime.run({ ...gpt, prompt: "1", userTimezone: "Australia/Sydney" });
  await vargos.runtime.run({ ...gpt, prompt: "2" });
  await vargos.runtime.run({ ...gpt, sessionKey: "cron:backup", prompt: "3" });
  const [first = "", second = "", cron = ""] = vargos.server.requests.map(({ text }) => text);
  const shown = ["You are a lighthouse.", "Choose a name.", "Australia/Sydney"];
  expect(shown.map((text) => first.includes(text))).toEqual([true, true, true]);
  expect(shown.map((text) => second.includes(text))).toEqual([true, false, false]);
  expect(shown.map((text) => cron.includes(text))).toEqual([false, false, false]);
});

test("a steering message cancels the tool that runs, and is answered by the same run", async () => {
  await using vargos = await start([
    { toolCalls: [{ name: "bash", arguments: { command: "sleep 600" } }] },
    { text: "Stopped." },
  ]);
  const toolStarted = Promise.withResolvers<void>();
  vargos.lifecycle.onStream((event) => {
    if (event.type === "tool") toolStarted.resolve();
  });
  const running = vargos.queue.enqueue(key, "Wait.");
  await toolStarted.promise;
  const steered = vargos.queue.enqueue(key, "Stop that.", "user", {}, { mode: "steer" });
  expect(await steered).toMatchObject({ response: "Stopped.", steered: true });
  expect(await running).toMatchObject({ success: true, response: "Stopped." });
  expect(vargos.server.requests).toHaveLength(2);
});

test("messages that are collected become one run, and everybody gets its result", async () => {
  const first = gate("one");
  await using vargos = await start([first.step, { text: "both" }]);
  const running = vargos.queue.enqueue(key, "1");
  await vargos.server.waitForRequest(1);
  const pair = ["2", "3"].map((text) =>
    vargos.queue.enqueue(key, text, "user", {}, { mode: "collect" }),
  );
  first.open();
  await running;
  expect((await Promise.all(pair)).map(({ response }) => response)).toEqual(["both", "both"]);
  expect(vargos.asked().at(-1)?.at(-1)).toBe("2\n\n3");
});

test("the queue and the lifecycle say what runs and what waits, and can stop it", async () => {
  const first = gate("one");
  await using vargos = await start([first.step, { text: "three" }]);
  const { queue, lifecycle, runtime } = vargos;
  const running = queue.enqueue(key, "1");
  const waiting = queue.enqueue(key, "2");
  await vargos.server.waitForRequest(1);
  expect([queue.isRunning(key), queue.getQueueLength(key), queue.hasQueuedMessages(key)]).toEqual([
    true,
    1,
    true,
  ]);
  const [active] = lifecycle.listActiveRuns();
  expect(active).toMatchObject({ sessionKey: key });
  expect(runtime.listActiveRuns().map(({ runId }) => runId)).toEqual([active?.runId]);
  expect(lifecycle.isRunning(active?.runId ?? "")).toBe(true);

  expect(await queue.clearQueue(key)).toBe(1);
  expect(await waiting).toMatchObject({
    success: false,
    error: { message: expect.stringContaining("Queue cleared") },
  });
  const next = queue.enqueue(key, "3");
  expect(lifecycle.abortRun("nobody")).toBe(false);
  expect(lifecycle.abortSessionRuns("another:session")).toBe(0);
  expect(lifecycle.abortSessionRuns(key)).toBe(1);
  expect(await running).toMatchObject({ stopReason: "aborted" });
  expect(await next).toMatchObject({ response: "three" });
  expect([queue.isRunning(key), queue.hasQueuedMessages(key)]).toEqual([false, false]);
  first.open();
});

test("a message that was added before the process ended is answered when a run is asked for, not by itself", async () => {
  await using vargos = await start();
  await vargos.sessions.addMessage({ sessionKey: key, content: "Hi", role: "user" });
  await vargos.runtime.close();
  const restarted = createVargos({
    env: { OPENAI_API_KEY: "k", OPENAI_BASE_URL: vargos.server.baseUrl("openai-completions") },
    home: () => vargos.home,
  });
  expect(vargos.server.requests).toHaveLength(0);
  expect(await restarted.runtime.run(gpt)).toMatchObject({ success: true });
  expect(vargos.asked()).toEqual([["Hi"]]);
  await restarted.runtime.close();
});

test("a session that is removed during its run is an error, and does not come back as half a file", async () => {
  const first = gate("one");
  await using vargos = await start([first.step, { text: "two" }]);
  const running = vargos.queue.enqueue(key, "1");
  await vargos.server.waitForRequest(1);
  const file = "agent-main-whatsapp-dm-+123456.jsonl";
  await rm(join(vargos.folder, file));
  first.open();
  expect(await running).toMatchObject({ success: false });
  expect(await vargos.filesIn()).toEqual([]);
  expect(await vargos.queue.enqueue(key, "2")).toMatchObject({ response: "two" });
  expect(vargos.asked().at(-1)).toEqual(["2"]);
});

test("ten turns send a body that only grows: what came before is the same byte for byte", async () => {
  await using vargos = await start(
    Array.from({ length: 10 }, (_, n) => [
      { toolCalls: [{ name: "ls", arguments: { path: "." } }] },
      { text: `answer ${n}` },
    ]).flat(),
  );
  await writeFile(join(vargos.home, "SOUL.md"), "You are a lighthouse.");
  for (let n = 0; n < 10; n++) {
    expect(await vargos.runtime.run({ ...gpt, prompt: `turn ${n}` })).toMatchObject({
      response: `answer ${n}`,
    });
  }
  const bodies = vargos.server.requests.map(({ body }) => ({
    head: JSON.stringify([body.tools, body.model]),
    messages: JSON.stringify(body.messages),
  }));
  expect(bodies).toHaveLength(20);
  expect(bodies[0]?.messages).toContain("You are a lighthouse.");
  for (const [index, { head, messages }] of bodies.entries()) {
    const before = bodies[index - 1];
    if (before === undefined) continue;
    expect(head).toBe(before.head);
    expect(messages.startsWith(before.messages.slice(0, -1))).toBe(true);
  }
});
