import { failed, ok } from "@argent/agent/env";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSpill } from "./spill.ts";

/** A file that takes its time, and what has come to it. */
function slowFile(failsAt = Number.POSITIVE_INFINITY) {
  const parts: Buffer[] = [];
  let isClosed = false;
  const open = async () =>
    ok({
      path: "/tmp/output",
      async append(data: Uint8Array) {
        if (parts.length >= failsAt) {
          return failed({ code: "no_space", message: "The disk is full." } as const);
        }
        for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
        parts.push(Buffer.from(data));
        return ok(undefined);
      },
      async close() {
        isClosed = true;
      },
    });
  return { open, parts, isClosed: () => isClosed };
}

test("the file holds everything in order, whatever the pieces, and whether or not the writer waits", async () => {
  const piece = fc.tuple(fc.constantFrom(0, 1, 100, 65_536, 262_144, 600_000), fc.boolean());
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 12 }), async (pieces) => {
      const { open, parts, isClosed } = slowFile();
      const spill = createSpill(open);
      const given: Buffer[] = [];
      for (const [index, [size, yields]] of pieces.entries()) {
        const bytes = Buffer.alloc(size, index + 1);
        given.push(Buffer.from(bytes));
        await spill.add(bytes);
        bytes.fill(0); // it was only lent
        if (yields) await new Promise((resolve) => setImmediate(resolve));
      }
      await spill.end();
      expect(Buffer.concat(parts).equals(Buffer.concat(given))).toBe(true);
      expect(Math.max(0, ...parts.map(({ length }) => length))).toBeLessThanOrEqual(256 * 1024);
      expect([isClosed(), spill.path, spill.problem]).toEqual([true, "/tmp/output", undefined]);
    }),
    { numRuns: 60 },
  );
});

test("asks the writer to wait only when it is faster than the file", async () => {
  const { open } = slowFile();
  const spill = createSpill(open);
  const waits: boolean[] = [];
  for (let count = 0; count < 6; count += 1) {
    const waiting = spill.add(Buffer.alloc(100_000));
    waits.push(waiting !== undefined);
    await waiting;
  }
  expect(waits.slice(0, 2)).toEqual([false, false]);
  expect(waits).toContain(true);
  await spill.end();
});

test("a file that fails is left at that, and holds nobody up", async () => {
  const { open, parts, isClosed } = slowFile(1);
  const spill = createSpill(open);
  for (let count = 0; count < 20; count += 1) await spill.add(Buffer.alloc(200_000));
  await spill.settle();
  expect([parts.length, spill.problem]).toEqual([1, "The disk is full."]);
  await spill.end();
  expect(isClosed()).toBe(true);
  const unopened = createSpill(async () =>
    failed({ code: "permission_denied", message: "There is no place for it." }),
  );
  for (let count = 0; count < 5; count += 1) await unopened.add(Buffer.alloc(200_000));
  await unopened.end();
  expect([unopened.path, unopened.problem]).toEqual([undefined, "There is no place for it."]);
});
