import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assistant, user } from "../testing/messages.ts";
import type { EntryLog } from "./entry-log.ts";
import { fileEntryLog } from "./file-entry-log.ts";
import { memoryEntryLog, memoryLogStorage } from "./memory-entry-log.ts";
import { ArgentSessionManager } from "./session-manager.ts";

type Line = Record<string, unknown>;

const header = {
  type: "session",
  version: 3,
  id: "s",
  timestamp: "2026-01-01T00:00:00.000Z",
  cwd: "",
};
const long = "x".repeat(150_000);

/** What a person sees of a session without asking for old entries. */
function shown(session: ArgentSessionManager) {
  return {
    context: session.buildSessionContext(),
    leaf: session.getLeafId(),
    name: session.getSessionName(),
    labels: Array.from({ length: 40 }, (_, id) => session.getLabel(`${id}`)),
  };
}

async function opened(lines: readonly Line[]): Promise<ArgentSessionManager> {
  const storage = memoryLogStorage();
  const log = memoryEntryLog(storage);
  await log.acquire();
  await log.append(
    [header, ...lines].map((line) => JSON.stringify(line)),
    undefined,
  );
  await log.close();
  return ArgentSessionManager.open(memoryEntryLog(storage));
}

const anyEntry = fc.oneof(
  { weight: 12, arbitrary: fc.record({ message: fc.constantFrom(user(long), assistant(long)) }) },
  fc.record({
    type: fc.constant("thinking_level_change"),
    thinkingLevel: fc.constantFrom("low", "high"),
  }),
  fc.record({
    type: fc.constant("model_change"),
    provider: fc.constant("p"),
    modelId: fc.constantFrom("m", "n"),
  }),
  fc.record({ type: fc.constant("compaction"), kept: fc.nat({ max: 4 }), tokensBefore: fc.nat() }),
  fc.record({ type: fc.constant("custom"), customType: fc.constantFrom("argent.leaf", "x") }),
  fc.record({
    type: fc.constant("label"),
    target: fc.nat(),
    label: fc.constantFrom("l", "m", undefined),
  }),
  fc.record({ type: fc.constant("session_info"), name: fc.constantFrom("n", "o", "") }),
);

const anyLog = fc
  .array(fc.tuple(anyEntry, fc.option(fc.nat(), { freq: 6, nil: undefined })), {
    minLength: 12,
    maxLength: 40,
  })
  .map((items) =>
    items.map(([entry, parent], index): Line => {
      const above = parent === undefined ? index - 1 : (parent % (index + 1)) - 1;
      return {
        type: "message",
        id: `${index}`,
        parentId: above < 0 ? null : `${above}`,
        timestamp: new Date(index).toISOString(),
        ...entry,
        ...("kept" in entry && { summary: "s", firstKeptEntryId: `${index - entry.kept}` }),
        ...("target" in entry && { targetId: `${entry.target % (index + 1)}` }),
      };
    }),
  );

test("what is shown of a long session does not depend on how much of it was read", async () => {
  let partial = 0;
  await fc.assert(
    fc.asyncProperty(anyLog, async (lines) => {
      const session = await opened(lines);
      const before = shown(session);
      if (!session.isLoaded) partial++;
      await session.load();
      expect(session.isLoaded).toBe(true);
      expect(before).toEqual(shown(session));
    }),
    { numRuns: 150 },
  );
  expect(partial).toBeGreaterThan(10);
});

test("the settings are looked for along the branch, over lines of every kind", async () => {
  const timestamp = "2026-01-01T00:00:00.000Z";
  const place = (id: string, parentId: string | null) => ({ id, parentId, timestamp });
  const said = (id: string, parentId: string) => ({
    type: "message",
    ...place(id, parentId),
    message: user(long),
  });
  const early: Line[] = [
    { type: "model_change", ...place("model", null), provider: "p", modelId: "m" },
    { type: "thinking_level_change", ...place("level", "model"), thinkingLevel: "high" },
    { type: "thinking_level_change", ...place("beside", "model"), thinkingLevel: "low" },
    { type: "custom", customType: "x", data: "late id", ...place("custom", "level") },
    { type: "custom", customType: "argent.leaf", ...place("marker", "custom") },
    { type: "message", ...place('odd "id"', "marker"), message: user("x") },
    { type: "message", message: user("late id"), ...place("unusual", 'odd "id"') },
    {
      type: "compaction",
      ...place("old", "unusual"),
      summary: "s",
      firstKeptEntryId: "-",
      tokensBefore: 1,
    },
    said("0", "old"),
  ];
  const late = Array.from({ length: 12 }, (_, n) => said(`${n + 1}`, `${n}`));
  const compaction = {
    type: "compaction",
    ...place("new", "12"),
    summary: "s",
    firstKeptEntryId: "new",
    tokensBefore: 1,
  };
  const session = await opened([...early, ...late, compaction]);
  expect(session.isLoaded).toBe(false);
  expect(session.buildSessionContext()).toMatchObject({
    thinkingLevel: "high",
    model: { provider: "p", modelId: "m" },
    messages: [{ role: "compactionSummary" }],
  });
});

const anyStep = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ do: "say" as const }) },
  fc.record({ do: fc.constant("think" as const), level: fc.constantFrom("low", "high") }),
  fc.record({ do: fc.constant("compact" as const), kept: fc.nat() }),
  fc.record({
    do: fc.constant("label" as const),
    target: fc.nat(),
    label: fc.constantFrom("l", ""),
  }),
  fc.record({ do: fc.constant("name" as const), name: fc.constantFrom("n", "o", "") }),
  fc.record({ do: fc.constant("branch" as const), target: fc.nat() }),
);

test("a compaction by us tells what everything before it says", async () => {
  let partial = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 15, maxLength: 40 }), async (steps) => {
      const storage = memoryLogStorage();
      const session = await ArgentSessionManager.create("", { log: memoryEntryLog(storage) });
      for (const step of steps) {
        const entries = session.getEntries();
        const target = "target" in step ? entries[step.target % entries.length]?.id : undefined;
        if (step.do === "say") await session.appendMessage(assistant(long));
        if (step.do === "think") await session.appendThinkingLevelChange(step.level);
        if (step.do === "name") await session.appendSessionInfo(step.name);
        if (step.do === "label" && target) await session.setLabel(target, step.label);
        if (step.do === "branch" && target) await session.branch(target);
        if (step.do === "compact") {
          const path = session.getBranch();
          await session.appendCompaction("s", path[step.kept % path.length]?.id, 1);
        }
      }
      await session.appendMessage(user("last"));
      const seen = (manager: ArgentSessionManager) => ({
        context: manager.buildSessionContext(),
        name: manager.getSessionName(),
        labels: session.getEntries().map(({ id }) => manager.getLabel(id)),
      });
      const again = await ArgentSessionManager.open(memoryEntryLog(storage), { readOnly: true });
      if (!again.isLoaded) partial++;
      expect(seen(again)).toEqual(seen(session));
    }),
    { numRuns: 60 },
  );
  expect(partial).toBeGreaterThan(3);
});

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-session-"));
});

afterAll(() => rm(folder, { recursive: true }));

/** Counts the bytes that are read of a log. */
function metered(log: EntryLog) {
  const meter = { bytes: 0 };
  async function* count(chunks: ReturnType<EntryLog["readForward"]>) {
    for await (const chunk of chunks) {
      meter.bytes += chunk.bytes.length;
      yield chunk;
    }
  }
  const counted: EntryLog = {
    ...log,
    readForward: (from) => count(log.readForward(from)),
    readBackward: (from) => count(log.readBackward(from)),
  };
  return { log: counted, meter };
}

/** A file of some 10 MB that was compacted by us near its end. */
async function compactedFile(): Promise<string> {
  const path = join(folder, "compacted.jsonl");
  await rm(path, { force: true });
  const session = await ArgentSessionManager.create("/p", { path });
  const first = await session.appendMessage(user("first"));
  await session.appendThinkingLevelChange("high");
  await session.setLabel(first, "start");
  await session.appendSessionInfo("name");
  const ids = await Promise.all(
    Array.from({ length: 5000 }, (_, n) => session.appendMessage(assistant("y".repeat(2000) + n))),
  );
  await session.appendCompaction("so far", ids[4990], 1);
  await session.appendMessage(user("last"));
  await session.close();
  return path;
}

test("a session that was compacted by us is opened from its end", async () => {
  const path = await compactedFile();
  const { log, meter } = metered(fileEntryLog(path));
  const session = await ArgentSessionManager.open(log);
  expect(meter.bytes).toBeLessThan(3_000_000);
  expect(session.isLoaded).toBe(false);
  expect(session.buildSessionContext().messages).toHaveLength(12);
  expect(session.buildSessionContext().thinkingLevel).toBe("high");
  expect(session.getSessionName()).toBe("name");
  const first = (await firstEntry(path)) ?? "";
  expect(session.getLabel(first)).toBe("start");
  expect(session.getEntry(first)).toBeUndefined();
  await session.load();
  expect(session.getEntry(first)).toMatchObject({ message: user("first") });
  expect(session.getBranch()).toHaveLength(5004);
  expect(session.getEntries()).toHaveLength(5006);
  await session.close();
});

async function firstEntry(path: string): Promise<string | undefined> {
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  await session.load();
  const id = session.getEntries()[0]?.id;
  await session.close();
  return id;
}

test("moving to an entry that was not read reads the rest", async () => {
  const path = await compactedFile();
  const first = (await firstEntry(path)) ?? "";
  const session = await ArgentSessionManager.open(path);
  await session.branch(first);
  expect(session.buildSessionContext().messages).toHaveLength(1);
  await expect(session.branch("bogus")).rejects.toMatchObject({ code: "not_found" });
  await session.close();
});

test("a reader of a part follows the writer to an entry that it has not read", async () => {
  const path = await compactedFile();
  const first = (await firstEntry(path)) ?? "";
  const writer = await ArgentSessionManager.open(path);
  const reader = await ArgentSessionManager.open(path);
  await writer.branch(first);
  await reader.refresh();
  expect(reader.getLeafId()).toBe(first);
  expect(reader.buildSessionContext()).toEqual(writer.buildSessionContext());
  await reader.close();
  await writer.close();
});

test("what is appended while the rest is read has its place", async () => {
  const session = await ArgentSessionManager.open(await compactedFile());
  const loaded = session.load();
  const ids = await Promise.all([1, 2, 3].map((n) => session.appendMessage(user(`${n}`))));
  await loaded;
  expect(
    session
      .getBranch()
      .slice(-3)
      .map(({ id }) => id),
  ).toEqual(ids);
  expect(session.getBranch()).toHaveLength(5007);
  await session.close();
});

test("a header behind a long damage is found, and one behind a longer one is not looked for", async () => {
  const path = join(folder, "damaged.jsonl");
  await writeFile(path, `${"\0".repeat(100_000)}\n${JSON.stringify(header)}\n`);
  const session = await ArgentSessionManager.open(path);
  expect(session.getSessionId()).toBe("s");
  await session.close();
  await writeFile(path, `${`${"no".repeat(500)}\n`.repeat(4000)}${JSON.stringify(header)}\n`);
  await expect(ArgentSessionManager.open(path)).rejects.toMatchObject({ code: "not_a_session" });
});
