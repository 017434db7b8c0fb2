import fc from "fast-check";
import { expect, test } from "vitest";
import { decayed, drawRate, utilityOf, withEpisode } from "./utility.ts";

const tally = fc.record({
  succeeded: fc.double({ min: 0, max: 200, noNaN: true }),
  failed: fc.double({ min: 0, max: 200, noNaN: true }),
});
const none = { succeeded: 0, failed: 0 };
const day = 24 * 60 * 60 * 1000;

test("nothing is known of a lesson that no episode had", () => {
  expect(utilityOf(none, none)).toEqual({ confidence: expect.closeTo(0.5, 10), uplift: 0 });
});

test("the confidence is that of the Beta distributions", () => {
  // P(X > Y) for X ~ Beta(2, 1), Y ~ Beta(1, 1): the integral of 2x times x
  expect(utilityOf({ succeeded: 1, failed: 0 }, none).confidence).toBeCloseTo(2 / 3, 4);
  // X ~ Beta(3, 1), Y ~ Beta(1, 2): the integral of 3x² times 1 - (1 - x)²
  const both = utilityOf({ succeeded: 2, failed: 0 }, { succeeded: 0, failed: 1 });
  expect(both.confidence).toBeCloseTo(0.9, 4);
  expect(both.uplift).toBeCloseTo(3 / 4 - 1 / 3, 10);
});

test("what speaks for a lesson speaks as much against doing without it", () => {
  fc.assert(
    fc.property(tally, tally, (shown, withheld) => {
      const [there, back] = [utilityOf(shown, withheld), utilityOf(withheld, shown)];
      expect(there.confidence + back.confidence).toBeCloseTo(1, 8);
      expect(there.uplift).toBeCloseTo(-back.uplift, 10);
    }),
  );
});

test("a success with a lesson never lowers its confidence, a failure never raises it", () => {
  fc.assert(
    fc.property(tally, tally, (shown, withheld) => {
      const { confidence } = utilityOf(shown, withheld);
      const { succeeded, failed } = shown;
      const better = utilityOf({ succeeded: succeeded + 1, failed }, withheld);
      const worse = utilityOf({ succeeded, failed: failed + 1 }, withheld);
      expect(better.confidence).toBeGreaterThanOrEqual(confidence - 1e-9);
      expect(worse.confidence).toBeLessThanOrEqual(confidence + 1e-9);
    }),
  );
});

test("an episode counts half after the half-life", () => {
  const first = withEpisode({ ...none, at: 0 }, { at: 0, success: true }, 10 * day);
  expect(decayed(first, 10 * day, 10 * day)).toEqual({ succeeded: 0.5, failed: 0 });
  const second = withEpisode(first, { at: 20 * day, success: false }, 10 * day);
  expect(second).toEqual({ succeeded: 0.25, failed: 1, at: 20 * day });
});

test("episodes can come in any order, and be taken back", () => {
  const episode = fc.record({ at: fc.integer({ min: 0, max: 100 * day }), success: fc.boolean() });
  fc.assert(
    fc.property(fc.array(episode, { maxLength: 20 }), episode, (episodes, other) => {
      const start = { ...none, at: 0 };
      const sum = (list: typeof episodes) =>
        list.reduce((so, each) => withEpisode(so, each, 30 * day), start);
      const now = 101 * day;
      const expected = decayed(sum(episodes), now, 30 * day);
      const reversed = decayed(sum([...episodes].reverse()), now, 30 * day);
      const without = withEpisode(sum([...episodes, other]), other, 30 * day, -1);
      for (const result of [reversed, decayed(without, now, 30 * day)]) {
        expect(result.succeeded).toBeCloseTo(expected.succeeded, 8);
        expect(result.failed).toBeCloseTo(expected.failed, 8);
      }
    }),
  );
});

test("draws follow the distribution", () => {
  const known = { succeeded: 30, failed: 10 };
  const draws = Array.from({ length: 1000 }, (_, index) => drawRate(known, (index + 0.5) / 1000));
  const mean = draws.reduce((total, rate) => total + rate, 0) / draws.length;
  expect(mean).toBeCloseTo(31 / 42, 2);
  expect(draws).toEqual([...draws].sort((a, b) => a - b));
});
