import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ScriptedStep } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { openConversation, transcriptOf } from "../../test/conversation-kit.ts";

/** A step that answers when the test says so. */
function held(step: { text: string }) {
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const answer: ScriptedStep = async () => {
    begun.resolve();
    await gate.promise;
    return step;
  };
  return { answer, begun: begun.promise, release: gate.resolve };
}

const bash = (command: string) => ({ name: "bash", arguments: { command } });

test("what is said is accepted at once, answered later, and in the session's file", async () => {
  await using here = await openConversation([{ text: "Hello." }]);
  const { conversation } = here;
  await conversation.prompt("Hi");
  expect(conversation.isRunning).toBe(true);
  await conversation.settled();
  expect(conversation.isRunning).toBe(false);
  expect(transcriptOf(conversation)).toEqual(["user: Hi", "assistant: Hello."]);
  const file = readFileSync(conversation.session.getSessionFile() ?? "", "utf8");
  expect(file).toContain("Hello.");
  expect(here.events.at(-1)).toMatchObject({ type: "agent_settled", stopReason: "stop" });
});

test("while a run works, a prompt that does not say when is refused and the others wait in their queues", async () => {
  const first = held({ text: "One." });
  await using here = await openConversation([first.answer, { text: "Two." }, { text: "Three." }]);
  const { conversation } = here;
  await conversation.prompt("a");
  await first.begun;
  await expect(conversation.prompt("b")).rejects.toMatchObject({ code: "invalid_request" });
  await conversation.prompt("later", { whenBusy: "followUp" });
  await conversation.prompt("sooner", { whenBusy: "steer" });
  expect(conversation.queued).toEqual({ steering: ["sooner"], followUp: ["later"] });
  first.release();
  await conversation.settled();
  expect(transcriptOf(conversation)).toEqual([
    "user: a",
    "assistant: One.",
    "user: sooner",
    "assistant: Two.",
    "user: later",
    "assistant: Three.",
  ]);
  expect(here.events.filter(({ type }) => type === "agent_settled")).toHaveLength(1);
  expect(here.events.findLast(({ type }) => type === "queue_changed")).toEqual({
    type: "queue_changed",
    steering: [],
    followUp: [],
  });
});

test("a message that comes when a run is about to end is not left behind", async () => {
  await using here = await openConversation([{ text: "One." }, { text: "Two." }]);
  const { conversation } = here;
  conversation.subscribe(async (event) => {
    if (event.type !== "agent_end" || here.provider.callCount > 1) return;
    await conversation.prompt("too late?", { whenBusy: "steer" });
  });
  await here.say("a");
  expect(transcriptOf(conversation).at(-1)).toBe("assistant: Two.");
  expect(here.events.filter(({ type }) => type === "agent_settled")).toHaveLength(1);
});

test("an abort keeps what waits, and gives it out when it is asked for", async () => {
  const first = held({ text: "never" });
  await using here = await openConversation([first.answer]);
  const { conversation } = here;
  await conversation.prompt("a");
  await first.begun;
  await conversation.prompt("later", { whenBusy: "followUp" });
  const aborted = conversation.abort();
  first.release();
  await aborted;
  expect(conversation.isRunning).toBe(false);
  expect(conversation.clearQueue()).toEqual({ steering: [], followUp: ["later"] });
  expect(conversation.queued).toEqual({ steering: [], followUp: [] });
});

test("a person's command is in the next prompt, unless it is excluded", async () => {
  await using here = await openConversation([{ text: "ok" }, { text: "ok" }]);
  const { conversation } = here;
  const shown: string[] = [];
  const ran = await conversation.runCommand("printf 'one\\ntwo\\n'; exit 3", {
    onOutput: (text) => shown.push(text),
  });
  expect(ran).toMatchObject({ output: "one\ntwo\n", exitCode: 3, cancelled: false });
  expect(shown.join("")).toBe("one\ntwo\n");
  await conversation.runCommand("echo secret plan", { excludeFromContext: true });
  await here.say("What did I run?");
  const asked = JSON.stringify(here.provider.requests[0]?.messages);
  expect(asked).toContain("Ran `printf");
  expect(asked).not.toContain("secret plan");
  expect(readFileSync(conversation.session.getSessionFile() ?? "", "utf8")).toContain(
    "secret plan",
  );
});

test("a person's command that ends while a run works comes after the run, never between a call and its result", async () => {
  await using here = await openConversation([
    { toolCalls: [bash("echo tool")] },
    { text: "Done." },
  ]);
  const { conversation } = here;
  let ran: Promise<unknown> | undefined;
  conversation.subscribe((event) => {
    if (event.type !== "tool_execution_start") return;
    ran = conversation.runCommand("echo mine");
    return ran;
  });
  await here.say("go");
  await ran;
  expect(transcriptOf(conversation).map((line) => line.slice(0, 10))).toEqual([
    "user: go",
    "assistant:",
    "toolResult",
    "assistant:",
    "bash: echo",
  ]);
  expect(conversation.session.buildSessionContext().messages.at(-1)?.role).toBe("bashExecution");
});

test("a command can be stopped", async () => {
  await using here = await openConversation([]);
  const { conversation } = here;
  const ran = conversation.runCommand("echo begun; sleep 60", {
    onOutput: () => conversation.abortCommand(),
  });
  expect(await ran).toMatchObject({ cancelled: true, output: expect.stringContaining("begun") });
});

test("the approval mode can change between two calls", async () => {
  const steps = ["a", "b"].flatMap((name) => [
    { toolCalls: [{ name: "write_file", arguments: { path: name, content: name } }] },
    { text: "ok" },
  ]);
  const asked: string[] = [];
  await using here = await openConversation(steps, {
    approval: {
      ask: async ({ tool }) => {
        asked.push(tool);
        return { allow: false };
      },
    },
  });
  await here.say("write a");
  here.conversation.setApprovalMode("auto");
  await here.say("write b");
  expect(asked).toEqual(["write_file"]);
  expect(() => readFileSync(join(here.cwd, "a"))).toThrow();
  expect(readFileSync(join(here.cwd, "b"), "utf8")).toBe("b");
});

test("an undo brings back what the last turn changed", async () => {
  await using here = await openConversation([
    { toolCalls: [{ name: "write_file", arguments: { path: "file", content: "new" } }] },
    { text: "ok" },
  ]);
  writeFileSync(join(here.cwd, "file"), "old");
  await here.say("change it");
  expect(await here.conversation.undo()).toMatchObject([{ outcome: "restored" }]);
  expect(readFileSync(join(here.cwd, "file"), "utf8")).toBe("old");
});

test("a fork ends before the message and gives its text; the other session stays as it was", async () => {
  await using here = await openConversation([{ text: "1" }, { text: "2" }, { text: "3" }]);
  const { conversation } = here;
  await here.say("first");
  await here.say("second");
  const before = conversation.session.getSessionFile();
  const [, second] = conversation.session
    .getEntries()
    .filter((entry) => entry.type === "message" && entry.message.role === "user");
  expect(await conversation.fork(second?.id ?? "")).toBe("second");
  expect(conversation.session.getSessionFile()).not.toBe(before);
  expect(conversation.session.getHeader().parentSession).toBe(before);
  expect(transcriptOf(conversation)).toEqual(["user: first", "assistant: 1"]);
  await here.say("another second");
  await conversation.open(before ?? "");
  expect(transcriptOf(conversation)).toEqual([
    "user: first",
    "assistant: 1",
    "user: second",
    "assistant: 2",
  ]);
});

test("a fork of the first message is an empty session with a parent; a clone has everything", async () => {
  await using here = await openConversation([{ text: "1" }]);
  const { conversation } = here;
  await expect(conversation.clone()).rejects.toMatchObject({ code: "invalid_request" });
  await here.say("first");
  const before = conversation.session.getSessionFile();
  await conversation.clone();
  expect(conversation.session.getSessionFile()).not.toBe(before);
  expect(transcriptOf(conversation)).toEqual(["user: first", "assistant: 1"]);
  const user = conversation.session.getEntries().find(({ type }) => type === "message");
  expect(await conversation.fork(user?.id ?? "")).toBe("first");
  expect(conversation.messages).toEqual([]);
  await expect(conversation.fork("nowhere")).rejects.toMatchObject({ code: "not_found" });
});

test("navigation goes to before a message of the user, with a summary of what is left when it is asked for", async () => {
  await using here = await openConversation([
    { text: "1" },
    { text: "2" },
    { text: "The summary." },
  ]);
  const { conversation } = here;
  await here.say("first");
  await here.say("second");
  const users = conversation.session
    .getEntries()
    .filter((entry) => entry.type === "message" && entry.message.role === "user");
  const there = await conversation.navigate(users[1]?.id ?? "", { summarize: true });
  expect(there).toEqual({ editorText: "second" });
  expect(transcriptOf(conversation)).toEqual(["user: first", "assistant: 1", "branchSummary"]);
  expect(await conversation.navigate(users[0]?.id ?? "")).toEqual({ editorText: "first" });
  expect(conversation.messages).toEqual([]);
});

test("a compaction tells when it begins and ends, and gives its outcome", async () => {
  const long = "word ".repeat(4_000);
  await using here = await openConversation([{ text: long }, { text: "ok" }, { text: "Short." }]);
  const { conversation } = here;
  await here.say(long);
  await here.say("and?");
  let during = false;
  conversation.subscribe((event) => {
    if (event.type === "compaction_start") during = conversation.isCompacting;
  });
  const outcome = await conversation.compact("the words");
  expect(outcome).toMatchObject({ type: "compacted" });
  expect(during).toBe(true);
  expect(conversation.isCompacting).toBe(false);
  expect(conversation.messages[0]?.role).toBe("compactionSummary");
  expect(conversation.statistics().context).toBeUndefined();
});

test("without automatic retries a failure ends the run", async () => {
  const overloaded = { error: { kind: "overloaded" as const } };
  await using here = await openConversation([overloaded, { text: "again" }]);
  here.conversation.setAutoRetry(false);
  await here.say("a");
  expect(here.provider.callCount).toBe(1);
  expect(here.events.at(-1)).toMatchObject({ type: "agent_settled", stopReason: "error" });
});

test("statistics count messages, tokens and cost", async () => {
  await using here = await openConversation([
    { toolCalls: [bash("true")], usage: { input: 10, output: 1 } },
    { text: "ok", usage: { input: 20, output: 2 } },
  ]);
  await here.say("a");
  expect(here.conversation.statistics()).toEqual({
    userMessages: 1,
    assistantMessages: 2,
    toolCalls: 1,
    toolResults: 1,
    totalMessages: 4,
    tokens: { input: 30, output: 3, cacheRead: 0, cacheWrite: 0, total: 33 },
    cost: expect.closeTo(33e-6),
    context: { tokens: 22, window: here.conversation.model.contextWindow },
  });
});

test("a second conversation on a session only looks, sees what comes, and writes when the first has gone", async () => {
  await using here = await openConversation([{ text: "1" }, { text: "2" }, { text: "3" }]);
  await here.say("first");
  const path = here.conversation.session.getSessionFile() ?? "";
  const second = await here.another({ session: { type: "file", path } });
  expect(transcriptOf(second)).toEqual(["user: first", "assistant: 1"]);
  await expect(second.prompt("me too")).rejects.toMatchObject({ code: "lease_held" });
  const seen = Promise.withResolvers<void>();
  second.subscribe((event) => {
    if (event.type === "message_end" && event.message.role === "assistant") seen.resolve();
  });
  await here.say("second");
  await seen.promise;
  expect(transcriptOf(second)).toEqual(transcriptOf(here.conversation));
  await here.conversation.close();
  await second.prompt("third");
  await second.settled();
  expect(transcriptOf(second)).toEqual([
    "user: first",
    "assistant: 1",
    "user: second",
    "assistant: 2",
    "user: third",
    "assistant: 3",
  ]);
});

test("a conversation in memory leaves nothing behind, and neither do those that follow it", async () => {
  await using here = await openConversation([{ text: "1" }, { text: "2" }], {
    session: { type: "memory" },
  });
  await here.say("a");
  await here.conversation.startNew();
  expect(here.conversation.messages).toEqual([]);
  await here.say("b");
  expect(here.conversation.session.getSessionFile()).toBeUndefined();
});

test("tools that are not named are not offered, and a name that means nothing is an error", async () => {
  await using here = await openConversation([{ text: "ok" }], { toolNames: ["read_file", "ls"] });
  await here.say("a");
  const names = here.provider.requests[0]?.tools?.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["read_file", "ls"]));
  expect(names).not.toContain("bash");
  await expect(here.another({ toolNames: ["fly"] })).rejects.toMatchObject({
    code: "invalid_request",
  });
});
