import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
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

test("a skill and a template are said by their names, and an unknown skill is refused at once", async () => {
  await using here = await openConversation([{ text: "1" }, { text: "2" }]);
  const home = join(here.sessionFolder, "../home");
  mkdirSync(join(home, "skills/review"), { recursive: true });
  mkdirSync(join(home, "prompts"));
  const front = "---\nname: review\ndescription: Reviews a change.\n---\n";
  writeFileSync(join(home, "skills/review/SKILL.md"), `${front}Read it twice.\n`);
  writeFileSync(join(home, "prompts/fix.md"), "Fix $1 at once.\n");
  const conversation = await here.another({
    skillFolders: [join(home, "skills")],
    templateFolders: [join(home, "prompts")],
  });
  expect(conversation.commands).toMatchObject([
    { name: "skill:review", source: "skill", description: "Reviews a change." },
    { name: "fix", source: "prompt" },
  ]);
  await conversation.prompt("/skill:review mine");
  await conversation.settled();
  await conversation.prompt("/fix it");
  await conversation.settled();
  const said = transcriptOf(conversation).filter((line) => line.startsWith("user:"));
  expect(said[0]).toContain("Read it twice.");
  expect(said[1]).toBe("user: Fix it at once.");
  await expect(conversation.prompt("/skill:fly")).rejects.toMatchObject({
    code: "invalid_request",
  });
});

test("a listener that fails is reported and keeps nobody from anything", async () => {
  await using here = await openConversation([{ text: "ok" }]);
  here.conversation.subscribe(({ type }) => {
    if (type === "turn_start") throw new Error("no");
  });
  await here.say("a");
  expect(transcriptOf(here.conversation)).toHaveLength(2);
  expect(here.events).toContainEqual(
    expect.objectContaining({ type: "warning", message: expect.stringContaining("turn_start") }),
  );
});

test("a compaction can be aborted, and what is said meanwhile waits for its end", async () => {
  const long = "word ".repeat(4_000);
  const summary = held({ text: "never" });
  await using here = await openConversation([
    { text: long },
    { text: "ok" },
    summary.answer,
    { text: "on" },
  ]);
  const { conversation } = here;
  await here.say(long);
  await here.say("and?");
  const compaction = conversation.compact();
  await summary.begun;
  const said = conversation.prompt("next");
  const aborted = conversation.abort();
  summary.release();
  expect(await compaction).toMatchObject({ type: "stopped", reason: "aborted" });
  await Promise.all([said, aborted]);
  await conversation.settled();
  expect(transcriptOf(conversation).at(-1)).toBe("assistant: on");
});

test("what cannot be opened closes what was opened for it", async () => {
  await using here = await openConversation([]);
  let closed = 0;
  const onClose = async () => void closed++;
  await expect(here.another({ toolNames: ["fly"], onClose })).rejects.toThrow("fly");
  expect(closed).toBe(1);
});
