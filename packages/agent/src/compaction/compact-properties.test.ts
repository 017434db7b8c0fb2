import { toolCallsOf } from "@argent/ai";
import { scripted, testModel } from "@argent/ai/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { AgentMessage } from "../message.ts";
import { type CompactionOutcome, compact } from "./compact.ts";
import { compactionLimits } from "./compaction-settings.ts";
import { estimateMessageTokens } from "./estimate-tokens.ts";
import { pinnedLabel } from "./pinned.ts";
import { answer, call, result, TestSession, userMessage } from "./test-session.ts";

const letters = ["word ", "x", "漢字", "émile ", "😀"];

/** Mostly ordinary, sometimes very large. */
const size = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 400 }) },
  { weight: 2, arbitrary: fc.nat({ max: 8_000 }) },
  { weight: 1, arbitrary: fc.nat({ max: 150_000 }) },
);
const text = fc
  .tuple(size, fc.constantFrom(...letters))
  .map(([length, unit]) => unit.repeat(Math.ceil(length / unit.length)));
const round = fc.record({
  thinking: fc.option(text, { nil: undefined, freq: 3 }),
  paths: fc.array(fc.constantFrom("a.ts", "src/b.ts", "docs/c.md"), { minLength: 1, maxLength: 4 }),
  tool: fc.constantFrom("read_file", "edit", "bash", "fetch"),
  output: text,
  isError: fc.boolean(),
  isPinned: fc.nat({ max: 7 }).map((n) => n === 7),
});
const turn = fc.record({
  prompt: text,
  isPinned: fc.constantFrom(false, false, false, true),
  rounds: fc.array(round, { maxLength: 5 }),
  ending: fc.constantFrom("stop", "error", "none"),
});
const conversation = fc.array(turn, { minLength: 1, maxLength: 8 });
/** How the provider's counts relate to the estimates; `undefined`: it does not count. */
const counting = fc.option(fc.double({ min: 0.6, max: 2.5, noNaN: true }), { nil: undefined });

type Turn = typeof turn extends fc.Arbitrary<infer T> ? T : never;

function play(session: TestSession, turns: readonly Turn[], factor: number | undefined): void {
  let estimated = 300;
  let calls = 0;
  const add = (message: AgentMessage, isPinned = false) => {
    const id = session.message(message);
    estimated += estimateMessageTokens(message);
    if (isPinned) session.label(id, pinnedLabel);
  };
  const tokens = () => factor && Math.ceil(estimated * factor);
  for (const { prompt, isPinned, rounds, ending } of turns) {
    add(userMessage(prompt), isPinned && prompt.length < 500);
    for (const { thinking, paths, tool, output, isError, isPinned } of rounds) {
      const ids = paths.map(() => `call${++calls}`);
      const thought = thinking === undefined ? [] : [{ type: "thinking" as const, thinking }];
      const given = ids.map((id, index) =>
        call(id, tool, { path: paths[index], command: `run ${paths[index]}` }),
      );
      add(answer([...thought, ...given], { tokens: tokens() }));
      for (const id of ids)
        add(result(id, tool, output, { isError }), isPinned && output.length < 300);
    }
    if (ending === "stop") add(answer([{ type: "text", text: "Done." }], { tokens: tokens() }));
    if (ending === "error") add(answer([], { stopReason: "error" }));
  }
}

const window = fc.integer({ min: 4_000, max: 200_000 });
const summaryLength = fc.constantFrom(80, 400, 2_000, 40_000);

test("ends below the target or with a reason, after at most two requests, and loses nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      conversation,
      window,
      counting,
      summaryLength,
      fc.constantFrom("manual", "threshold", "overflow"),
      async (turns, contextWindow, factor, length, reason) => {
        const session = new TestSession();
        play(session, turns, factor);
        const before = JSON.stringify(session.getEntries());
        const provider = scripted([{ text: "The work so far. ".repeat(length / 16) }], {
          onExhausted: "repeat",
        });
        const request = {
          session,
          model: testModel({ contextWindow }),
          stream: provider.stream,
          systemPrompt: "s".repeat(1_200),
          settings: { pinned: () => [{ id: "plan", text: "1. Build\n2. Test  " }] },
          reason,
        } as const;
        const outcome = await compact(request);
        expect(provider.callCount).toBeLessThanOrEqual(2);
        expect(JSON.stringify(session.getEntries()).startsWith(before.slice(0, -1))).toBe(true);
        if (outcome.type === "stopped") {
          expect(JSON.stringify(session.getEntries())).toBe(before);
          return;
        }
        const window =
          reason === "overflow" ? Math.min(contextWindow, outcome.tokensBefore) : contextWindow;
        expect(outcome.tokensAfter).toBeLessThanOrEqual(compactionLimits({}, window).target);
        expect(outcome.messages).toEqual(session.buildSessionContext().messages);
        expectPaired(outcome.messages);
        expectPinned(session, outcome);
        expect(await compact(request)).toMatchObject({ type: "stopped", reason: "no_new_work" });
      },
    ),
    { numRuns: 150 },
  );
}, 120_000);

function expectPaired(messages: readonly AgentMessage[]): void {
  const open = new Set<string>();
  for (const message of messages) {
    if (message.role === "toolResult") expect(open.delete(message.toolCallId)).toBe(true);
    else {
      expect([...open]).toEqual([]);
      if (message.role === "assistant") for (const { id } of toolCallsOf(message)) open.add(id);
    }
  }
  expect([...open]).toEqual([]);
}

/** Every pinned text is in the new context, and so is the plan when there is a summary. */
function expectPinned(
  session: TestSession,
  outcome: Extract<CompactionOutcome, { type: "compacted" }>,
): void {
  const shown = outcome.messages.map(textIn).join("\n");
  if (outcome.summary) expect(shown).toContain("1. Build\n2. Test  ");
  for (const entry of session.getEntries()) {
    if (session.getLabel(entry.id) !== pinnedLabel || entry.type !== "message") continue;
    expect(shown).toContain(textIn(entry.message));
  }
}

function textIn(message: AgentMessage): string {
  if (message.role === "compactionSummary") return message.summary;
  if (!("content" in message) || typeof message.content === "string") return "";
  return message.content.map((part) => (part.type === "text" ? part.text : "")).join("");
}
