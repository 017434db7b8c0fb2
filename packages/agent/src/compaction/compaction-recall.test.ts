import { existsSync, readFileSync } from "node:fs";
import { toolCallsOf } from "@argent/ai";
import { scripted, testModel } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import type { AgentMessage } from "../message.ts";
import { memoryEntryLog, memoryLogStorage } from "../session/memory-entry-log.ts";
import { ArgentSessionManager } from "../session/session-manager.ts";
import { compactionLimits } from "./compaction-settings.ts";
import { createCompactor } from "./compactor.ts";
import { contextItems } from "./context-items.ts";
import { textOfMessage } from "./entry-text.ts";
import { measureContext } from "./measure-context.ts";
import { pinnedLabel } from "./pinned.ts";
import { createRecallTool } from "./recall-tool.ts";
import { answer, call, result, TestSession, userMessage } from "./test-session.ts";

/** A linear congruential generator, so that every run sees the same transcript. */
function seeded(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const vocabulary = "alpha beta gamma delta build parse queue error value test file line".split(" ");

/** A day of work: many turns with reads, edits and commands, and a fact hidden in every tenth result. */
function* transcript(random: (below: number) => number, rounds: number) {
  const words = (count: number) =>
    Array.from({ length: count }, () => vocabulary[random(vocabulary.length)]).join(" ");
  for (let index = 0; index < rounds; index++) {
    if (index % 6 === 0) yield userMessage(`Step ${index}: ${words(20)}`);
    const path = `src/part-${random(40)}/module-${index % 60}.ts`;
    const name = ["read", "edit", "bash"][random(3)] ?? "read";
    const given = name === "bash" ? { command: `check ${path}` } : { path };
    const needle = index % 10 === 0 ? ` The secret of chamber${index} is ${needleOf(index)}. ` : "";
    yield answer([call(`c${index}`, name, given)]);
    yield result(`c${index}`, name, `${words(random(900))}${needle}${words(random(300))}`);
    if (index % 6 === 5) yield answer([{ type: "text", text: words(60) }]);
  }
}

const needleOf = (index: number) => `token${(index * 7_919) % 100_003}x`;

test("over a long day nothing is lost: every changed file is in the summary and every fact can be recalled", async () => {
  const rounds = 400;
  const contextWindow = 60_000;
  const limits = compactionLimits({}, contextWindow);
  const session = new TestSession();
  const provider = scripted([{ text: "Work went on. ".repeat(60) }], { onExhausted: "repeat" });
  const model = testModel({ contextWindow });
  const compactor = createCompactor(() => ({ session, model, stream: provider.stream }));
  let compactions = 0;
  for (const message of transcript(seeded(7), rounds)) {
    session.message(message);
    if (message.role !== "assistant" && (await compactor.beforeRequest())) {
      compactions++;
      const path = session.getBranch();
      expect(measureContext(path, contextItems(path), 0).tokens).toBeLessThanOrEqual(limits.target);
    }
  }
  await compactor.compact();
  const shown = session.buildSessionContext().messages.map(textOfMessage).join("\n");
  const edited = new Set<string>();
  for (const entry of session.getEntries()) {
    if (entry.type !== "message") continue;
    for (const path of editedPaths(entry.message)) edited.add(path);
  }
  expect(edited.size).toBeGreaterThan(100);
  expect([...edited].filter((path) => !shown.includes(path))).toEqual([]);

  const recall = createRecallTool(session);
  const needles = Array.from({ length: rounds / 10 }, (_, index) => index * 10);
  const lost: number[] = [];
  for (const index of needles) {
    const hits = await recall.execute("1", { query: `secret chamber${index}` });
    const [part] = hits.content;
    const found = part?.type === "text" && part.text.includes(needleOf(index));
    if (!found && !shown.includes(needleOf(index))) lost.push(index);
  }
  expect(lost).toEqual([]);
  expect(needles.filter((index) => shown.includes(needleOf(index))).length).toBeLessThan(
    needles.length / 2,
  );
  expect(compactions).toBeLessThan(15);
  expect(provider.callCount).toBeLessThan(compactions);
});

test("a session that is opened again has the compacted context", async () => {
  const storage = memoryLogStorage();
  const session = await ArgentSessionManager.create("/project", { log: memoryEntryLog(storage) });
  for (const message of transcript(seeded(3), 60)) await session.appendMessage(message);
  expect(await compactByHand(session)).toMatchObject({ type: "compacted", steps: ["summarise"] });
  const { messages } = session.buildSessionContext();
  await session.close();
  const again = await ArgentSessionManager.open(memoryEntryLog(storage));
  expect(again.buildSessionContext().messages).toEqual(messages);
  expect(messages[0]).toMatchObject({ summary: expect.stringMatching(/^So far\./) });
  await again.load();
  expect(again.getEntries().length).toBeGreaterThan(120);
});

describe("a session that is not wholly in memory", () => {
  /** Writes one part of the work, then a compaction, then another part and something large, and opens it again. */
  async function reopened(compactFirst: (session: ArgentSessionManager) => Promise<unknown>) {
    const storage = memoryLogStorage();
    const written = await ArgentSessionManager.create("/project", { log: memoryEntryLog(storage) });
    for (const message of transcript(seeded(3), 60)) await written.appendMessage(message);
    await compactFirst(written);
    for (const message of transcript(seeded(5), 12)) await written.appendMessage(message);
    await written.appendCustomEntry("large state", "x".repeat(1_100_000));
    await written.close();
    const session = await ArgentSessionManager.open(memoryEntryLog(storage));
    expect(session.isLoaded).toBe(false);
    expect(await compactByHand(session)).toMatchObject({ type: "compacted" });
    const [first] = session.buildSessionContext().messages;
    return { session, summary: first?.role === "compactionSummary" ? first.summary : "" };
  }

  test("is read whole to find the files from before another program's summary", async () => {
    const { session, summary } = await reopened((written) =>
      written.appendCompaction("Pi's summary.", undefined, 9_000, { modifiedFiles: [] }),
    );
    const paths = [...transcript(seeded(3), 60)].flatMap(editedPaths);
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !summary.includes(path))).toEqual([]);
    expect(session.isLoaded).toBe(true);
  });

  test("needs no reading after a summary of ours, which carries files and pinned text", async () => {
    const { session, summary } = await reopened(async (written) => {
      await written.appendMessage(userMessage("Now the other half."));
      const [first] = written.getBranch();
      await written.setLabel(first?.id ?? "", pinnedLabel);
      expect(await compactByHand(written)).toMatchObject({ type: "compacted" });
    });
    const [first] = transcript(seeded(3), 60);
    expect(summary).toContain(`\n${first && textOfMessage(first)}\n</pinned>`);
    const paths = [...transcript(seeded(3), 60)].flatMap(editedPaths);
    expect(paths.filter((path) => !summary.includes(path))).toEqual([]);
    expect(session.isLoaded).toBe(false);
  });
});

function compactByHand(session: ArgentSessionManager) {
  const provider = scripted([{ text: "So far." }]);
  return createCompactor(() => ({
    // Summaries alone need no edits.
    session: Object.assign(session, {
      appendContextEdit: () => Promise.reject(new Error("no edits")),
    }),
    model: testModel({ contextWindow: 30_000 }),
    stream: provider.stream,
  })).compact();
}

function editedPaths(message: AgentMessage): string[] {
  if (message.role !== "assistant") return [];
  return toolCallsOf(message)
    .filter(({ name }) => name === "edit")
    .map((toolCall) => `${toolCall.arguments.path}`);
}

const recorded = new URL(
  "../../../../../shared/fixtures/pi-sessions/large-session.v1.jsonl",
  import.meta.url,
);

test.runIf(existsSync(recorded))("a real session fits windows of every size", async () => {
  const storage = memoryLogStorage();
  const lines = readFileSync(recorded, "utf8").trimEnd().split("\n");
  const log = memoryEntryLog(storage);
  await log.acquire();
  await log.append(lines, undefined);
  await log.close();
  const original = await ArgentSessionManager.open(memoryEntryLog(storage), { readOnly: true });
  const { messages } = original.buildSessionContext();
  expect(messages.length).toBeGreaterThan(500);
  for (const contextWindow of [8_000, 16_000, 32_000, 128_000]) {
    const session = new TestSession();
    for (const message of messages) session.message(message);
    const provider = scripted([{ text: "Much was done." }]);
    const model = testModel({ contextWindow });
    const compactor = createCompactor(() => ({ session, model, stream: provider.stream }));
    await compactor.beforeRequest();
    const path = session.getBranch();
    const { tokens } = measureContext(path, contextItems(path), 0);
    expect(tokens).toBeLessThanOrEqual(compactionLimits({}, contextWindow).target);
  }
});
