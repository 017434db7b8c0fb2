import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededDraw } from "../../test/crash/seeded-draw.ts";
import { type SlowWrite, slowEntryLog } from "../../test/slow-entry-log.ts";
import { describeEntryLog } from "../testing/entry-log-suite.ts";
import { user } from "../testing/messages.ts";
import { memoryEntryLog, memoryLogStorage } from "./memory-entry-log.ts";
import { ArgentSessionManager } from "./session-manager.ts";

describeEntryLog(
  "a slow log",
  () => {
    const storage = memoryLogStorage();
    const draw = seededDraw(1);
    return { open: () => slowEntryLog(memoryEntryLog(storage), { turns: () => draw(3) }) };
  },
  { describe, test },
);

function texts(session: ArgentSessionManager): string[] {
  return session
    .getEntries()
    .flatMap((entry) => /"text":"(\d+)"/.exec(JSON.stringify(entry))?.[1] ?? []);
}

/** Says so much, in waves of what is asked for together, over a log that is slow and fails, and looks at the log afterwards. */
async function sayOver(seed: number, waves: readonly number[], fates: readonly SlowWrite[]) {
  const draw = seededDraw(seed);
  const storage = memoryLogStorage();
  let isFaulty = true;
  const slow = slowEntryLog(memoryEntryLog(storage), {
    turns: () => draw(3),
    nextWrite: () => (isFaulty ? (fates[draw(fates.length)] ?? "written") : "written"),
  });
  // Of a wave everything goes out together, or one or two at a time.
  const log = { ...slow, batchLength: draw(2) === 0 ? undefined : 400 };
  const session = await ArgentSessionManager.create("/p", { log });
  const said: string[] = [];
  const refused: string[] = [];
  let count = 0;
  const say = async () => {
    const text = `${count++}`;
    try {
      await session.appendMessage(user(text));
      said.push(text);
    } catch {
      refused.push(text);
    }
  };
  for (const size of waves) {
    await Promise.all(Array.from({ length: size }, say));
    const entries = session.getEntries();
    const target = entries[draw(entries.length + 3)];
    if (target) await session.branch(target.id).catch(() => {});
  }
  isFaulty = false;
  // The first may be told of lines whose answer was lost.
  await say();
  await say();
  const inMemory = texts(session);
  const leaf = session.getLeafId();
  await session.close();
  const reader = await ArgentSessionManager.open(memoryEntryLog(storage), { readOnly: true });
  expect(reader.warnings).toEqual([]);
  expect(texts(reader)).toEqual(inMemory);
  expect(reader.getLeafId()).toBe(leaf);
  return { said, refused, found: texts(reader) };
}

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const waves = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 12 });

test("what a store refuses is neither in the log nor in memory, and everything else is in both", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, waves, async (seed, sizes) => {
      const { said, found } = await sayOver(seed, sizes, ["written", "written", "refused"]);
      expect(found).toEqual(said);
    }),
  );
});

test("what a store has written and could not tell is found before the next append, once", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, waves, async (seed, sizes) => {
      const fates: SlowWrite[] = ["written", "written", "refused", "unanswered"];
      const { said, refused, found } = await sayOver(seed, sizes, fates);
      expect(new Set(found).size).toBe(found.length);
      expect(found.filter((text) => !refused.includes(text))).toEqual(said);
    }),
  );
});
