import { expect, test } from "vitest";
import { endpoints } from "../../test/conformance/endpoints.ts";
import { play } from "../../test/conformance/play.ts";

const less = { input: -70, output: -20, cacheRead: -9, cacheWrite: -5, reasoning: -3 };

test.each(endpoints)("$name: counts below zero are zero, in every sum too", async (endpoint) => {
  const step = { text: "ok", usage: less };
  await using turn = await play(endpoint, [step, step]);
  const { usage } = await turn.provider.complete(turn.request);
  const { input, output, cacheRead, cacheWrite, reasoning = 0, totalTokens, cost } = usage;
  expect([input, cacheRead, cacheWrite, reasoning]).toEqual([0, 0, 0, 0]);
  // Some vendors count one token as soon as they begin.
  expect([0, 1]).toContain(output);
  expect(totalTokens).toBe(output);
  expect([cost.input, cost.cacheRead, cost.cacheWrite]).toEqual([0, 0, 0]);
  expect(cost.total).toBe(cost.output);
});

test.each(endpoints)("$name: a part below zero makes no other part larger", async (endpoint) => {
  const usage = { input: 100, output: 10, cacheRead: -40, cacheWrite: 0 };
  await using turn = await play(endpoint, [{ text: "ok", usage }]);
  const answer = await turn.provider.complete(turn.request);
  // Where the prompt's count has the parts in it, it is what the vendor said: 100 - 40.
  expect([60, 100]).toContain(answer.usage.input);
  expect(answer.usage.cacheRead).toBe(0);
});
