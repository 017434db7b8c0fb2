import { expect, test } from "vitest";
import { sleep } from "../clock.ts";
import { manualClock } from "./manual-clock.ts";

test("fires due timers in order, each at its own time", async () => {
  const clock = manualClock(1_000);
  const fired: [string, number][] = [];
  const note = (name: string) => () => void fired.push([name, clock.now()]);
  clock.after(30, note("late"));
  clock.after(10, note("first"));
  clock.after(10, note("second"));
  clock.after(31, note("not yet"));

  await clock.advance(30);

  expect(fired).toEqual([
    ["first", 1_010],
    ["second", 1_010],
    ["late", 1_030],
  ]);
  expect(clock.now()).toBe(1_030);
  expect(clock.pending).toBe(1);
});

test("a timer set by code that a timer woke is fired in the same advance", async () => {
  const clock = manualClock();
  const times: number[] = [];
  const run = async () => {
    for (let round = 0; round < 3; round++) {
      await sleep(10, clock);
      times.push(clock.now());
    }
  };
  const running = run();
  await clock.advance(25);
  expect(times).toEqual([10, 20]);
  await clock.advance(5);
  await running;
  expect(times).toEqual([10, 20, 30]);
});

test("a cancelled timer neither fires nor counts", async () => {
  const clock = manualClock();
  let fired = false;
  const cancel = clock.after(5, () => {
    fired = true;
  });
  cancel();
  expect(clock.pending).toBe(0);
  await clock.advance(10);
  expect(fired).toBe(false);
});

test("advance(0) lets waiting promises run and fires what is due now", async () => {
  const clock = manualClock();
  let fired = false;
  void Promise.resolve().then(() =>
    clock.after(0, () => {
      fired = true;
    }),
  );
  await clock.advance(0);
  expect(fired).toBe(true);
});
