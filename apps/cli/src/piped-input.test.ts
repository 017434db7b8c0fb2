import { PassThrough } from "node:stream";
import { manualClock } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { pipedInput } from "./piped-input.ts";

function piping(needed?: string) {
  const input = new PassThrough();
  const clock = manualClock();
  const told: string[] = [];
  const read = pipedInput({ input, clock, needed, tell: (message) => told.push(message) });
  return { input, clock, told, read };
}

test("what comes is read to its end, however long that takes", async () => {
  const { input, clock, told, read } = piping();
  input.write(" one");
  await clock.advance(3_600_000);
  input.end("two\n");
  expect(await read).toBe("onetwo");
  expect(told).toEqual([]);
});

test("a pipe that never says anything is told, and then given up and let go", async () => {
  const { input, clock, told, read } = piping();
  await clock.advance(2_000);
  expect(told).toEqual([
    expect.stringMatching(/^Waiting for standard input, 10 s.*< \/dev\/null$/),
  ]);
  await clock.advance(8_000);
  expect(await read).toBe("");
  expect(told.at(-1)).toMatch(/Going on without/);
  expect(input.destroyed).toBe(true);
});

test("what is needed is waited for, and it is told what that is", async () => {
  const { input, clock, told, read } = piping("the task");
  await clock.advance(3_600_000);
  expect(told).toEqual(["Waiting for the task on standard input. Ctrl-C ends it."]);
  input.end("go");
  expect(await read).toBe("go");
});

test("what cannot be read is an error that says so", async () => {
  const { input, read } = piping();
  input.destroy(new Error("EISDIR: illegal operation on a directory"));
  await expect(read).rejects.toThrow("Standard input cannot be read: EISDIR");
});

test("a terminal is not read", async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  expect(await pipedInput({ input, tell: () => {} })).toBe("");
});
