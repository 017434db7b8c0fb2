import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scripted, testModel } from "@argent/ai/testing";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkSession } from "../../test/crash/check-session.ts";
import { type FaultyDisk, faultyDisk, type WriteFault } from "../../test/crash/faulty-disk.ts";
import { say, tool } from "../../test/loop-kit.ts";
import { Agent } from "../agent.ts";
import { SessionChanged } from "../session/session-error.ts";
import { ArgentSessionManager } from "../session/session-manager.ts";
import { user } from "./messages.ts";

let folder: string;
let disk: FaultyDisk;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-disk-"));
  disk = await faultyDisk();
});

afterEach(async () => {
  disk[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

const idsOf = (session: ArgentSessionManager) => session.getEntries().map(({ id }) => id);

const fault: fc.Arbitrary<WriteFault> = fc.oneof(
  fc.nat(60).map((short) => ({ short })),
  fc.constantFrom<WriteFault>({ systemCode: "ENOSPC" }, { systemCode: "EIO" }),
);

const appends = fc.array(
  fc.record({
    texts: fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 4 }),
    faults: fc.array(fault, { maxLength: 4 }),
    syncs: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);

let count = 0;
const newPath = () => join(folder, `${count++}.jsonl`);

test.each(["os", "fsync"] as const)(
  "a disk that fails costs what could not be written and nothing else (%s)",
  async (durability) => {
    const property = fc.asyncProperty(appends, async (steps) => {
      const path = newPath();
      const session = await ArgentSessionManager.open(path, { durability });
      const kept: string[] = [];
      for (const { texts, faults, syncs } of steps) {
        Object.assign(disk, { faults: [...faults], syncs });
        const outcomes = await Promise.allSettled(
          texts.map((text) => session.appendMessage(user(text))),
        );
        for (const outcome of outcomes) {
          if (outcome.status === "fulfilled") kept.push(outcome.value);
          else expect(outcome.reason).toMatchObject({ code: "write_failed" });
        }
        expect(idsOf(session)).toEqual(kept);
      }
      Object.assign(disk, { faults: [], syncs: true });
      kept.push(await session.appendMessage(user("well again")));
      await session.close();
      const again = await ArgentSessionManager.open(path, { readOnly: true });
      expect(idsOf(again)).toEqual(kept);
      expect(again.getBranch().map(({ id }) => id)).toEqual(kept);
      expect(again.warnings).toEqual([]);
      await again.close();
    });
    await fc.assert(property, { numRuns: 60 });
  },
);

test("what cannot be taken back either is kept, told, and gone on behind", async () => {
  const property = fc.asyncProperty(appends, async (steps) => {
    const path = newPath();
    const session = await ArgentSessionManager.open(path);
    await session.appendMessage(user("first"));
    disk.truncates = false;
    for (const { texts, faults } of steps) {
      disk.faults = [...faults];
      await Promise.allSettled(texts.map((text) => session.appendMessage(user(text))));
    }
    Object.assign(disk, { faults: [], truncates: true });
    const append = () => session.appendMessage(user("well again"));
    await append().catch((cause) => {
      expect(cause).toBeInstanceOf(SessionChanged);
      return append();
    });
    const seen = idsOf(session);
    await session.close();
    await checkSession(path, [
      { entries: seen, leaf: seen.at(-1), announced: [], isFenced: false },
    ]);
  });
  await fc.assert(property, { numRuns: 40 });
});

test("a session whose first write fails leaves no file, and is made by the next", async () => {
  const path = newPath();
  const session = await ArgentSessionManager.open(path);
  disk.faults = [{ short: 100 }, { systemCode: "ENOSPC" }];
  await expect(session.appendMessage(user("one"))).rejects.toMatchObject({
    systemCode: "ENOSPC",
  });
  await expect(readFile(path)).rejects.toMatchObject({ code: "ENOENT" });
  const two = await session.appendMessage(user("two"));
  await session.close();
  await checkSession(path, [{ entries: [two], leaf: two, announced: [], isFenced: false }]);
});

test.each(Array.from({ length: 7 }, (_, write) => write))(
  "a run whose write %i fails ends with an error, and every call has its result",
  async (write) => {
    const path = newPath();
    const session = await ArgentSessionManager.open(path);
    const calls = [{ name: "quick" }, { name: "quick" }, { name: "quick" }];
    const agent = new Agent({
      provider: scripted([{ toolCalls: calls }, { text: "Done." }]),
      session,
      initialState: {
        model: testModel(),
        tools: [tool("quick", async () => say("done"), { executionMode: "sequential" })],
      },
    });
    const whole = { short: Number.POSITIVE_INFINITY };
    disk.faults = [...Array(write).fill(whole), { short: 50 }, { systemCode: "ENOSPC" }];
    const run = agent.prompt("Go.");
    let stopReason = "";
    run.on("agent_settled", (event) => {
      stopReason = event.stopReason;
    });
    const messages = await run;
    expect([stopReason, disk.faults]).toEqual(["error", []]);
    const wasAnswered = messages.some(
      (message) => message.role === "assistant" && message.content.length > 0,
    );
    const results = messages.filter(({ role }) => role === "toolResult");
    expect(results).toHaveLength(wasAnswered ? calls.length : 0);
    const seen = idsOf(session);
    const leaf = session.getLeafId() ?? undefined;
    await session.close();
    await checkSession(path, [{ entries: seen, leaf, announced: [], isFenced: false }]);
  },
);
