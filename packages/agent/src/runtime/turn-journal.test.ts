import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { say, tool, user } from "../../test/loop-kit.ts";
import { gate, setUpRuntime } from "../../test/runtime-kit.ts";
import type { AgentEvent } from "../event.ts";
import { ArgentSessionManager } from "../session/session-manager.ts";
import type { FinishedMessage, Run } from "./runtime.ts";
import { fileSessionStore, memorySessionStore, type SessionStore } from "./session-store.ts";

/** The finished messages that a reader of all events has seen. */
async function told(run: Run): Promise<FinishedMessage[]> {
  const events: AgentEvent[] = [];
  for await (const event of run) events.push(event);
  return events.flatMap((event) =>
    event.type === "message_end" ? [{ seq: event.seq ?? -1, message: plain(event.message) }] : [],
  );
}

async function finished(run: Run, after = -1, before = Number.POSITIVE_INFINITY) {
  const messages: FinishedMessage[] = [];
  for await (const { seq, message } of run.finishedMessages?.(after, before) ?? []) {
    messages.push({ seq, message: plain(message) });
  }
  return messages;
}

/** As a session keeps it. */
const plain = (message: FinishedMessage["message"]): FinishedMessage["message"] =>
  JSON.parse(JSON.stringify(message));

describe.each([
  ["files", (folder: string): SessionStore => fileSessionStore(folder)],
  ["memory", () => memorySessionStore()],
])("over sessions in %s", (_, createStore) => {
  async function setUpTwoRuns(folder: string) {
    const slowIsDone = Promise.withResolvers<void>();
    const quick = tool("quick", async () => {
      slowIsDone.resolve();
      return say("2");
    });
    const slow = tool("slow", async () => {
      await slowIsDone.promise;
      return say("1");
    });
    const second = gate("Done.");
    const calls = { toolCalls: [{ name: "slow" }, { name: "quick" }] };
    const { runtime } = setUpRuntime([calls, second.step, { text: "Next." }], {
      sessions: createStore(folder),
      tools: () => [slow, quick],
    });
    const request = { sessionKey: "s", prompt: "go", idempotencyKey: "1" };
    return { runtime, second, request, run: runtime.run(request) };
  }

  test("the messages of a run are read again, each with the place of its event, while it works and afterwards", async () => {
    const folder = await mkdtemp(join(tmpdir(), "turn-journal-"));
    const { runtime, second, request, run } = await setUpTwoRuns(folder);
    const seen = told(run);
    await second.asked;
    const whileItWorks = await finished(run);
    expect(whileItWorks.map(({ message }) => message.role)).toEqual([
      "user",
      "assistant",
      "toolResult",
      "toolResult",
    ]);
    second.open();
    const all = await seen;
    expect(whileItWorks).toEqual(all.slice(0, 4));
    await runtime.run({ sessionKey: "s", prompt: "and now?" });
    expect(await finished(run)).toEqual(all);
    const joined = runtime.run(request);
    expect(joined.runId).toBe(run.runId);
    for (const after of [-1, ...all.map(({ seq }) => seq)]) {
      for (const before of [...all.map(({ seq }) => seq), 1_000]) {
        const wanted = all.filter(({ seq }) => seq > after && seq < before);
        expect(await finished(joined, after, before)).toEqual(wanted);
      }
    }
    await rm(folder, { recursive: true });
  });
});

test("who steers a run gets only the messages that came after its own", async () => {
  const first = gate("One.");
  const { runtime } = setUpRuntime([first.step, { text: "Two." }]);
  const host = runtime.run({ sessionKey: "s", prompt: "1" });
  await first.asked;
  const steered = runtime.run({ sessionKey: "s", prompt: "2", mode: "steer" });
  const seen = told(steered);
  expect(await finished(steered), "nothing as long as it waits").toEqual([]);
  first.open();
  await host;
  expect((await seen).map(({ message }) => message.role)).toEqual(["assistant"]);
  expect(await finished(steered)).toEqual(await seen);
});

test("a run that is over cannot be read again when its store cannot read", async () => {
  const { open } = memorySessionStore();
  const { runtime } = setUpRuntime([{ text: "One." }], { sessions: { open } });
  const run = runtime.run({ sessionKey: "s", prompt: "1" });
  await run;
  await expect(finished(run)).rejects.toMatchObject({ code: "read_failed" });
});

test("messages far behind a later summary are found again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "turn-journal-"));
  const { runtime } = setUpRuntime([{ text: "One." }], { sessions: fileSessionStore(folder) });
  const run = runtime.run({ sessionKey: "s", prompt: "1" });
  const all = await told(run);
  const { sessionFile = "" } = await run;
  const session = await ArgentSessionManager.open(sessionFile);
  const kept = await session.appendMessage(user("x".repeat(2_000_000)));
  await session.appendCompaction("Much was said.", kept, 1_000_000);
  await session.close();
  const reopened = await ArgentSessionManager.open(sessionFile, { readOnly: true });
  expect(reopened.isLoaded, "not read at once").toBe(false);
  await reopened.close();
  expect(await finished(run)).toEqual(all);
  await rm(folder, { recursive: true });
});

test("a message that its session has lost is an error, not a gap", async () => {
  const folder = await mkdtemp(join(tmpdir(), "turn-journal-"));
  const { runtime } = setUpRuntime([{ text: "One." }, { text: "Two." }], {
    sessions: fileSessionStore(folder),
  });
  const run = runtime.run({ sessionKey: "s", prompt: "1" });
  const { sessionFile = "" } = await run;
  await rm(sessionFile);
  await expect(finished(run)).rejects.toMatchObject({ code: "not_found" });
  await runtime.run({ sessionKey: "s", prompt: "2" });
  await expect(finished(run)).rejects.toMatchObject({ code: "not_found" });
  await rm(folder, { recursive: true });
});
