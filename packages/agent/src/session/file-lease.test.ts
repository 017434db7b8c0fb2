import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualClock } from "@argent/ai/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { faultyDisk } from "../../test/crash/faulty-disk.ts";
import { type FileLease, fileLease } from "./file-lease.ts";
import { ownIdentity } from "./process-identity.ts";

let folder: string;
let path: string;
let leases: FileLease[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-lease-"));
  path = join(folder, "session.jsonl");
  leases = [];
});

afterEach(async () => {
  for (const lease of leases) await lease.release();
  await rm(folder, { recursive: true });
});

/** A lease whose time is so many milliseconds ahead. */
function lease(ahead = 0): FileLease {
  const made = fileLease(path, manualClock(Date.now() + ahead));
  leases.push(made);
  return made;
}

/** A lock as another process would have left it. */
async function foreignLock(holder: object, age = 0): Promise<void> {
  const file = `${path}.lock-1`;
  await writeFile(file, JSON.stringify({ id: "other", ...(await ownIdentity()), ...holder }));
  const time = (Date.now() - age) / 1000;
  await utimes(file, time, time);
}

const isLinux = process.platform === "linux";
const minute = 60_000;

test("a lease is a file as long as it is held", async () => {
  const own = lease();
  expect(own.isHeld()).toBe(false);
  expect(await own.acquire()).toEqual({ acquired: true });
  expect(await readdir(folder)).toEqual(["session.jsonl.lock-1"]);
  expect(own.isHeld()).toBe(true);
  await own.release();
  expect(own.isHeld()).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

test("files that only look like locks keep nobody out", async () => {
  const others = ["lock-", "lock-007", "lock-1e3", "lock-0", "lock-1~"];
  for (const name of others) await writeFile(`${path}.${name}`, "");
  expect(await lease().acquire()).toEqual({ acquired: true });
  expect(await readdir(folder)).toHaveLength(others.length + 1);
});

test("who asks second learns who holds it", async () => {
  await lease().acquire();
  expect(await lease().acquire()).toMatchObject({
    acquired: false,
    holder: { pid: process.pid, seenAt: expect.closeTo(Date.now(), -4) },
  });
});

test("the lease of a process that has ended is free", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  await foreignLock({ pid, startedAt: undefined });
  expect(await lease().acquire()).toEqual({ acquired: true });
  expect(await readdir(folder)).toEqual(["session.jsonl.lock-2"]);
});

test.runIf(isLinux)(
  "the lease of a process whose pid has come to another one is free",
  async () => {
    await foreignLock({ startedAt: "1" });
    expect(await lease().acquire()).toEqual({ acquired: true });
  },
);

test.each([
  ["lives and beats", {}, 0, { asked: false, forced: false }],
  ["lives and is silent", {}, 2 * minute, { asked: false, forced: true }],
  ["is on another machine and beats", { machine: "m" }, 0, { asked: false, forced: false }],
  [
    "is on another machine and is silent",
    { machine: "m" },
    2 * minute,
    { asked: true, forced: true },
  ],
])("a holder that %s", async (_, holder, age, expected) => {
  await foreignLock(holder, age);
  expect((await lease().acquire()).acquired).toBe(expected.asked);
  await leases.at(-1)?.release();
  await foreignLock(holder, age);
  expect((await lease().acquire({ force: true })).acquired).toBe(expected.forced);
});

test("a lock that says nothing counts by its time", async () => {
  await writeFile(`${path}.lock-1`, "");
  expect(await lease().acquire()).toMatchObject({ acquired: false });
  expect(await lease(2 * minute).acquire()).toEqual({ acquired: true });
});

test("a lock that cannot be written is not left behind to keep everybody out", async () => {
  using disk = await faultyDisk();
  disk.faults = [{ systemCode: "ENOSPC" }];
  await expect(lease().acquire()).rejects.toMatchObject({ code: "ENOSPC" });
  expect(await readdir(folder)).toEqual([]);
  expect(await lease().acquire()).toEqual({ acquired: true });
});

test("a holder that was silent and wakes up holds nothing any more", async () => {
  const early = lease();
  await early.acquire();
  const late = lease(2 * minute);
  expect(await late.acquire({ force: true })).toEqual({ acquired: true });
  expect(early.isHeld()).toBe(false);
  await early.release();
  expect(late.isHeld()).toBe(true);
});

test("an earlier holder holds nothing even after the lease was given back and taken anew", async () => {
  const early = lease();
  await early.acquire();
  const late = lease(2 * minute);
  await late.acquire({ force: true });
  await late.release();
  expect(early.isHeld()).toBe(false);
  const third = lease();
  expect(await third.acquire()).toEqual({ acquired: true });
  expect(early.isHeld()).toBe(false);
  expect(await early.acquire()).toMatchObject({ acquired: false });
});

test("who follows one that died while it took over ends every lease before its own", async () => {
  const early = lease();
  await early.acquire();
  await writeFile(`${path}.lock-2`, "");
  expect(await lease(2 * minute).acquire()).toEqual({ acquired: true });
  expect(early.isHeld()).toBe(false);
  expect(await readdir(folder)).toEqual(["session.jsonl.lock-3"]);
});

test("of many who find a dead holder exactly one follows", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  for (let round = 0; round < 20; round++) {
    await foreignLock({ pid, startedAt: undefined });
    const asking = Array.from({ length: 6 }, () => lease());
    const outcomes = await Promise.all(asking.map((one) => one.acquire()));
    expect(outcomes.filter(({ acquired }) => acquired)).toHaveLength(1);
    expect(asking.filter((one) => one.isHeld())).toHaveLength(1);
    for (const one of asking) await one.release();
  }
});

test("a holder shows signs of life until it lets go", async () => {
  const clock = manualClock(Date.now());
  const own = fileLease(path, clock);
  await own.acquire();
  const file = `${path}.lock-1`;
  const { mtimeMs } = await stat(file);
  while ((await stat(file)).mtimeMs < mtimeMs + 29_000) await clock.advance(10_000);
  await own.release();
  expect(clock.pending).toBe(0);
});

test("the lock names its process, for people who find it", async () => {
  await lease().acquire();
  expect(JSON.parse(await readFile(`${path}.lock-1`, "utf8"))).toMatchObject({ pid: process.pid });
});
