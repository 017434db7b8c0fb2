import fc from "fast-check";
import { expect, test } from "vitest";
import { mapAhead } from "./map-ahead.ts";

async function* upTo(count: number, onStart: (item: number) => void = () => {}) {
  for (let item = 0; item < count; item += 1) {
    onStart(item);
    yield item;
  }
}

test("gives every result in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(30), fc.integer({ min: 1, max: 10 }), async (count, ahead) => {
      const results: number[] = [];
      for await (const result of mapAhead(upTo(count), ahead, async (item) => item * 2)) {
        results.push(result);
      }
      expect(results).toEqual(Array.from({ length: count }, (_, item) => item * 2));
    }),
  );
});

test("starts no more than it was allowed to, also when the consumer leaves", async () => {
  let started = 0;
  const items = upTo(100, () => {
    started += 1;
  });
  for await (const result of mapAhead(items, 4, async (item) => item)) {
    expect(started - result).toBeLessThanOrEqual(5);
    if (result === 10) break;
  }
  expect(started).toBeLessThanOrEqual(15);
});

test("a failure arrives in its turn", async () => {
  const seen: number[] = [];
  const mapped = mapAhead(upTo(9), 4, async (item) => {
    if (item === 2) throw new Error("two");
    return item;
  });
  const reading = (async () => {
    for await (const result of mapped) seen.push(result);
  })();
  await expect(reading).rejects.toThrow("two");
  expect(seen).toEqual([0, 1]);
});
