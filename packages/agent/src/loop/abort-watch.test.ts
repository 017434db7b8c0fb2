import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { AbortWatch } from "./abort-watch.ts";

test("an abort reaches whoever was added and not taken away, once", () => {
  const controller = new AbortController();
  const watch = new AbortWatch(controller.signal);
  const told: string[] = [];
  const left = () => told.push("left");
  watch.add(() => told.push("first"));
  watch.add(left);
  watch.add(() => told.push("last"));
  watch.delete(left);
  controller.abort();
  controller.abort();
  expect(told).toEqual(["first", "last"]);
});

test("who comes after the abort is told at once", () => {
  const watch = new AbortWatch(AbortSignal.abort());
  let isTold = false;
  watch.add(() => {
    isTold = true;
  });
  expect(isTold).toBe(true);
});

test("there is one listener on the signal, and none after the end", () => {
  const { signal } = new AbortController();
  const watch = new AbortWatch(signal);
  for (let count = 0; count < 20; count++) watch.add(() => {});
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  watch.close();
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});
