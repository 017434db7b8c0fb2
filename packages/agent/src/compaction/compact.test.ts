import type { Message, TurnRequest } from "@argent/ai";
import { type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import type { AgentEventBody } from "../event.ts";
import { ArgentSessionManager } from "../session/session-manager.ts";
import { type CompactRequest, compact } from "./compact.ts";
import { previousCompaction } from "./compaction-details.ts";
import { pinnedLabel } from "./pinned.ts";
import { answer, call, result, TestSession, userMessage } from "./test-session.ts";

const text = (words: string) => ({ type: "text" as const, text: words });
const window = 20_000;

/** One turn: a prompt, a file read and edited, an answer. Results are `size` characters long. */
function work(session: TestSession, name: string, size = 4_000): void {
  session.message(userMessage(`Please do ${name}.`));
  session.message(answer([call(`r-${name}`, "read", { path: `${name}.ts` })]));
  session.message(result(`r-${name}`, "read", `content of ${name} `.repeat(size / 16)));
  session.message(answer([call(`e-${name}`, "edit", { path: `${name}.ts` })]));
  session.message(result(`e-${name}`, "edit", "ok"));
  session.message(answer([text(`I did ${name}. ${"Because of this and that. ".repeat(20)}`)]));
}

function setUp(steps: ScriptedStep[], request: Partial<CompactRequest> = {}) {
  const session = new TestSession();
  const provider = scripted(steps);
  const events: AgentEventBody[] = [];
  const run = (more: Partial<CompactRequest> = {}) =>
    compact({
      session,
      model: testModel({ contextWindow: window }),
      stream: provider.stream,
      reason: "threshold",
      emit: (event) => void events.push(event),
      settings: { strategy: "summarise" },
      ...request,
      ...more,
    });
  return { session, provider, events, run };
}

function promptOf(request: TurnRequest | undefined): string {
  const [message]: readonly Message[] = request?.messages ?? [];
  return message?.role === "user" && typeof message.content === "string" ? message.content : "";
}

describe("with a summary", () => {
  test("replaces the old part of the conversation and keeps the new one", async () => {
    const { session, provider, events, run } = setUp([
      { text: "## Goal\nAll of it.", usage: { input: 9_000, output: 20 } },
    ]);
    for (const name of ["one", "two", "three"]) work(session, name, 16_000);
    work(session, "four", 6_000);
    const outcome = await run();
    expect(outcome).toMatchObject({
      type: "compacted",
      steps: ["summarise"],
      usage: { input: 9_000 },
    });
    const [first, second] = session.buildSessionContext().messages;
    expect(first).toMatchObject({
      role: "compactionSummary",
      summary: `## Goal
All of it.

## Files and Commands

Files edited:
- one.ts
- two.ts
- three.ts
- four.ts`,
    });
    expect(second).toEqual(userMessage("Please do four."));
    expect(promptOf(provider.requests[0])).toContain("[User]: Please do three.");
    expect(promptOf(provider.requests[0])).not.toContain("Please do four.");
    const entry = session.getBranch().at(-1);
    expect(entry).toMatchObject({
      type: "compaction",
      firstKeptEntryId: outcome.type === "compacted" && outcome.firstKeptEntryId,
      tokensBefore: outcome.tokensBefore,
      usage: { output: 20 },
      details: { readFiles: [], modifiedFiles: ["four.ts", "one.ts", "three.ts", "two.ts"] },
    });
    expect(events.map(({ type }) => type)).toEqual(["compaction_start", "compaction_end"]);
    expect(events[1]).toMatchObject({ aborted: false, result: { steps: ["summarise"] } });
  });

  test("brings the previous summary up to date, without what was rendered into it", async () => {
    const { session, provider, run } = setUp([{ text: "First." }, { text: "Second." }]);
    for (const name of ["one", "two", "three"]) work(session, name, 16_000);
    await run();
    for (const name of ["four", "five", "six"]) work(session, name, 16_000);
    await run();
    const prompt = promptOf(provider.requests[1]);
    expect(prompt).toContain("<previous-checkpoint>\nFirst.\n</previous-checkpoint>");
    expect(prompt).not.toContain("Please do one.");
    const [first] = session.buildSessionContext().messages;
    const files = ["one", "two", "three", "four", "five", "six"].map((name) => `- ${name}.ts`);
    expect(first).toMatchObject({ summary: expect.stringContaining(files.join("\n")) });
  });

  test("takes over a summary that Pi wrote, and finds the files in the original entries", async () => {
    const { session, provider, run } = setUp([{ text: "Ours." }]);
    work(session, "one");
    const firstKeptEntryId = session.message(userMessage("Next."));
    session.append({
      type: "compaction",
      summary: "Pi's.",
      firstKeptEntryId,
      tokensBefore: 1,
      details: { readFiles: [], modifiedFiles: ["one.ts"] },
    });
    for (const name of ["two", "three"]) work(session, name, 20_000);
    await run();
    expect(promptOf(provider.requests[0])).toContain("<previous-checkpoint>\nPi's.\n");
    expect(session.buildSessionContext().messages[0]).toMatchObject({
      summary: expect.stringContaining("- one.ts\n- two.ts"),
    });
  });

  test("carries the request of a turn that is cut, also through further compactions", async () => {
    const { session, run } = setUp([{ text: "A." }, { text: "B." }]);
    const request = "Rename every  module.\n\tKeep tabs.";
    session.message(userMessage(request));
    const rounds = (from: number) => {
      for (let index = from; index < from + 6; index++) {
        session.message(answer([call(`c${index}`, "read", { path: `f${index}` })]));
        session.message(result(`c${index}`, "read", "x".repeat(12_000)));
      }
    };
    for (const summary of ["A.", "B."]) {
      rounds(summary === "A." ? 0 : 6);
      await run();
      expect(session.buildSessionContext().messages[0]).toMatchObject({
        summary: expect.stringContaining(
          `${summary}\n\n## Current Request\n\n<request>\n${request}\n</request>`,
        ),
      });
    }
  });

  test("passes on what the user wants it to look at", async () => {
    const { session, provider, run } = setUp([{ text: "Done." }], { reason: "manual" });
    work(session, "one", 16_000);
    work(session, "two");
    await run({ instructions: "Only the database." });
    expect(promptOf(provider.requests[0])).toContain("attention to this: Only the database.");
  });
});

describe("pinned text", () => {
  const note = "  Never touch `main`.\n\n- [ ] ünï <pinned>  ";

  test("is in every summary byte for byte until its label is taken away", async () => {
    const { session, run } = setUp([{ text: "A." }, { text: "B." }, { text: "C." }]);
    const id = session.message(userMessage(note));
    session.label(id, pinnedLabel);
    const next = async () => {
      for (const name of ["one", "two", "three"]) work(session, name, 16_000);
      await run();
      const [first] = session.buildSessionContext().messages;
      return first?.role === "compactionSummary" ? first.summary : "";
    };
    expect(await next()).toContain(`<pinned id="${id}">\n${note}\n</pinned>`);
    expect(await next()).toContain(`<pinned id="${id}">\n${note}\n</pinned>`);
    session.append({ type: "label", targetId: id });
    expect(await next()).not.toContain(note);
  });

  test("of the caller is asked for each time", async () => {
    let plan = "1. Begin";
    const { session, run } = setUp([{ text: "A." }, { text: "B." }]);
    const settings = { strategy: "summarise" as const, pinned: () => [{ id: "plan", text: plan }] };
    for (const name of ["one", "two", "three"]) work(session, name, 16_000);
    await run({ settings });
    plan = "2. Go on";
    for (const name of ["four", "five", "six"]) work(session, name, 16_000);
    await run({ settings });
    const summary = previousCompaction(session.getBranch())?.entry.summary;
    expect(summary).toContain('<pinned id="plan">\n2. Go on\n</pinned>');
    expect(summary).not.toContain("1. Begin");
  });

  test("that leaves no room is a reason to stop", async () => {
    const { session, provider, run } = setUp([]);
    for (const name of ["one", "two", "three"]) work(session, name, 16_000);
    const pinned = () => [{ id: "law", text: "x".repeat(40_000) }];
    expect(await run({ settings: { pinned, strategy: "summarise" } })).toMatchObject({
      reason: "window_too_small",
    });
    expect(provider.callCount).toBe(0);
  });
});

describe("with less than a summary", () => {
  const settings = {};

  test("masks old results when that is enough", async () => {
    const { session, provider, run } = setUp([]);
    for (const name of ["one", "two", "three", "four"]) work(session, name, 16_000);
    const before = JSON.stringify(session.getEntries());
    const outcome = await run({ settings });
    expect(outcome).toMatchObject({ type: "compacted", steps: ["mask"], summary: "" });
    expect(provider.callCount).toBe(0);
    expect(session.buildSessionContext().messages).toHaveLength(24);
    expect(JSON.stringify(session.getEntries())).toContain(before.slice(1, -1));
    expect(await run({ settings })).toMatchObject({ type: "stopped", reason: "no_new_work" });
  });

  test("trims a last result that is larger than the window", async () => {
    const { session, provider, run } = setUp([]);
    session.message(userMessage("Show me the log."));
    session.message(answer([call("1", "bash", { command: "cat log" })]));
    session.message(result("1", "bash", `first${"x".repeat(400_000)}last`));
    const outcome = await run({ settings });
    expect(outcome).toMatchObject({ type: "compacted", steps: ["trim"] });
    const last = session.buildSessionContext().messages.at(-1);
    expect(last).toMatchObject({ content: [{ text: expect.stringMatching(/^first.*last$/s) }] });
    expect(provider.callCount).toBe(0);
  });

  test("summarises when masking is not enough", async () => {
    const { session, run } = setUp([{ text: "A lot was said." }]);
    for (let index = 0; index < 20; index++) session.message(userMessage("y".repeat(4_000)));
    expect(await run({ settings })).toMatchObject({ steps: ["summarise"] });
  });

  test("says what is in force also when it trims, so that what is before it stays unread", async () => {
    const session = ArgentSessionManager.inMemory("/project");
    await session.appendThinkingLevelChange("high");
    for (let index = 0; index < 6; index++) {
      await session.appendMessage(userMessage("y".repeat(4_000)));
    }
    await session.appendMessage(answer([call("1", "bash", { command: "cat log" })]));
    await session.appendMessage(result("1", "bash", "x".repeat(400_000)));
    const { run } = setUp([{ text: "A lot was said." }], { session });
    const outcome = await run({ settings });
    expect(outcome).toMatchObject({ steps: ["summarise", "trim"] });
    const compaction = session.getEntries().find(({ type }) => type === "compaction");
    expect(compaction).toMatchObject({ inForce: { thinkingLevel: "high" } });
  });

  test("summarises and trims when the old part is large and the newest result, too", async () => {
    const { session, run } = setUp([{ text: "A lot was said." }]);
    for (let index = 0; index < 6; index++) session.message(userMessage("y".repeat(4_000)));
    session.message(answer([call("1", "bash", { command: "cat log" })]));
    session.message(result("1", "bash", "x".repeat(400_000)));
    expect(await run({ settings })).toMatchObject({ steps: ["summarise", "trim"] });
    const { messages } = session.buildSessionContext();
    expect(messages.map(({ role }) => role)).toEqual([
      "compactionSummary",
      "assistant",
      "toolResult",
    ]);
  });

  test("keeps nothing when the newest alone is too large", async () => {
    const { session, run } = setUp([{ text: "A long question." }]);
    session.message(userMessage("First."));
    session.message(userMessage(`Begin ${"z".repeat(200_000)} end?`));
    const outcome = await run({ settings });
    const { messages } = session.buildSessionContext();
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ summary: expect.stringMatching(/Begin z.*z end\?/s) });
    const entry = session.getBranch().at(-1);
    expect(outcome).toMatchObject({ type: "compacted", firstKeptEntryId: entry?.id });
  });
});

describe("stops and changes nothing", () => {
  test.each<[string, ScriptedStep[]]>([
    ["is empty", [{ text: "" }]],
    [
      "is cut off twice",
      [
        { text: "a", stopReason: "length" },
        { text: "a", stopReason: "length" },
      ],
    ],
    ["calls a tool", [{ toolCalls: [{ name: "read" }] }]],
    ["is refused", [{ error: { kind: "auth" } }]],
    ["is too long twice", [{ text: "a".repeat(90_000) }, { text: "a".repeat(90_000) }]],
  ])("when the summary %s", async (_, steps) => {
    const { session, provider, events, run } = setUp(steps);
    for (const name of ["one", "two", "three"]) work(session, name, 16_000);
    const before = JSON.stringify(session.getEntries());
    expect(await run()).toMatchObject({ type: "stopped", reason: "summary_failed", usage: {} });
    expect(JSON.stringify(session.getEntries())).toBe(before);
    expect(provider.callCount).toBe(steps.length);
    expect(events.at(-1)).toMatchObject({
      type: "compaction_end",
      errorMessage: expect.any(String),
    });
  });

  test("when it is aborted, before or during the request", async () => {
    const abort = new AbortController();
    const { session, run } = setUp([
      () => {
        abort.abort();
        return { text: "Too late." };
      },
    ]);
    for (const name of ["one", "two", "three"]) work(session, name, 16_000);
    const count = session.getEntries().length;
    const cheap = { signal: AbortSignal.abort(), settings: {} };
    expect(await run(cheap)).toMatchObject({ reason: "aborted" });
    expect(await run({ signal: abort.signal })).toMatchObject({ reason: "aborted" });
    expect(session.getEntries()).toHaveLength(count);
  });

  test("when the session went to another branch meanwhile", async () => {
    const { session, run } = setUp([
      () => {
        session.leafId = "e2";
        return { text: "Of the other branch." };
      },
    ]);
    for (const name of ["one", "two", "three"]) work(session, name, 16_000);
    expect(await run()).toMatchObject({ reason: "branch_changed", usage: {} });
    expect(session.getBranch()).toHaveLength(2);
  });

  test("when there is nothing, or too little to be worth it", async () => {
    const { session, run } = setUp([]);
    expect(await run({ reason: "manual" })).toMatchObject({ reason: "nothing_to_compact" });
    session.message(userMessage("Hi."));
    session.message(answer([text("Hello.")]));
    expect(await run({ reason: "manual" })).toMatchObject({ reason: "nothing_to_compact" });
  });
});

describe("asks once more", () => {
  test("for a shorter summary when the first was too long", async () => {
    const { session, provider, run } = setUp([{ text: "a".repeat(90_000) }, { text: "Short." }]);
    for (const name of ["one", "two", "three"]) work(session, name, 16_000);
    expect(await run()).toMatchObject({ type: "compacted" });
    const words = provider.requests.map(
      (request) => /at most (\d+) words/.exec(promptOf(request))?.[1],
    );
    expect(Number(words[1])).toBe(Math.ceil(Number(words[0]) / 2));
  });

  test("with half of the conversation when all of it did not fit", async () => {
    const { session, provider, run } = setUp([
      { error: { kind: "context_overflow" } },
      { text: "Short." },
    ]);
    for (let index = 0; index < 30; index++) session.message(userMessage("y".repeat(4_000)));
    expect(await run()).toMatchObject({ type: "compacted" });
    const [first = 0, second = 0] = provider.requests.map((request) => promptOf(request).length);
    expect(second).toBeLessThan(first * 0.6);
  });
});

test("by hand a short conversation is summarised, too", async () => {
  const { session, run } = setUp([{ text: "Short." }], { reason: "manual", settings: {} });
  for (const name of ["one", "two"]) work(session, name);
  expect(await run()).toMatchObject({ type: "compacted", steps: ["summarise"] });
});

test("what goes with every request counts against the target", async () => {
  const { session, run } = setUp([{ text: "Short." }], { systemPrompt: "p".repeat(32_000) });
  for (const name of ["one", "two", "three"]) work(session, name, 16_000);
  expect(await run()).toMatchObject({ type: "stopped", reason: "window_too_small" });
});

test("an overflow shows that the window is smaller than it says", async () => {
  const { session, run } = setUp([{ text: "Short." }], {
    model: testModel({ contextWindow: 1_000_000 }),
    reason: "overflow",
  });
  for (const name of ["one", "two", "three"]) work(session, name, 16_000);
  const outcome = await run();
  expect(outcome.type === "compacted" && outcome.tokensAfter).toBeLessThan(
    outcome.tokensBefore / 2,
  );
});

test("what is said while the summary is written stays", async () => {
  const { session, run } = setUp([
    () => {
      session.message(userMessage("One more thing."));
      return { text: "So far." };
    },
  ]);
  for (const name of ["one", "two", "three"]) work(session, name, 16_000);
  await run();
  expect(session.buildSessionContext().messages.at(-1)).toEqual(userMessage("One more thing."));
});
