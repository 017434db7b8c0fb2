import fc from "fast-check";
import { expect, test } from "vitest";
import { manualClock, type ScriptedStep, type Step, scripted } from "../testing/index.ts";
import { testModel } from "../testing/test-model.ts";
import { type BudgetOptions, withBudget } from "./with-budget.ts";

/** A dollar for a million tokens either way. */
const model = testModel({ pricing: { input: 1, output: 1 }, maxTokens: 1_000 });
const request = { model, messages: [] };

function setUp(steps: ScriptedStep[], options: BudgetOptions) {
  const clock = manualClock();
  const provider = scripted(steps, { clock });
  return { clock, provider, budgeted: withBudget(provider, { clock, ...options }) };
}

function answer(output: number, more: Step = {}): Step {
  return { text: "hi", usage: { input: 0, output }, ...more };
}

test("settles what each answer cost, and refuses once the budget is used up", async () => {
  const { provider, budgeted } = setUp([answer(400_000), answer(600_000), answer(1)], {
    maxCostUsd: 1,
  });
  expect((await budgeted.complete(request)).stopReason).toBe("stop");
  expect(budgeted.spent).toEqual({ costUsd: 0.4, tokens: 400_000 });
  expect((await budgeted.complete(request)).stopReason).toBe("stop");
  expect(await budgeted.complete(request)).toMatchObject({
    stopReason: "error",
    errorMessage: "The budget is used up: $1.0000 of $1 (maxCostUsd). Raise it to go on.",
    error: { kind: "quota", retryable: false },
  });
  expect(provider.callCount).toBe(2);
});

test("limits tokens, also of models whose price is unknown", async () => {
  const { budgeted } = setUp([answer(70), answer(70), answer(70)], { maxTokens: 100 });
  const free = { ...request, model: testModel() };
  const kinds = [];
  for (let call = 0; call < 3; call++) kinds.push((await budgeted.complete(free)).error?.kind);
  expect(kinds).toEqual([undefined, undefined, "quota"]);
  expect(budgeted.spent.tokens).toBe(140);
});

test("refuses a model without a price when the budget is in USD", async () => {
  const { provider, budgeted } = setUp([answer(1)], { maxCostUsd: 1 });
  const refused = await budgeted.complete({ ...request, model: testModel({ id: "odd" }) });
  expect(refused).toMatchObject({
    error: { kind: "invalid_request" },
    errorMessage: /"odd" has no known price/,
  });
  expect(provider.callCount).toBe(0);
});

test("a request waits while running ones might use up the rest, and goes on when they did not", async () => {
  const { clock, provider, budgeted } = setUp([answer(100, { delayMs: 10 }), answer(100)], {
    maxTokens: 1_000,
  });
  const answers = [budgeted.complete(request), budgeted.complete(request)];
  await clock.advance(5);
  expect(provider.callCount).toBe(1);
  await clock.advance(1_000);
  expect((await Promise.all(answers)).map(({ stopReason }) => stopReason)).toEqual([
    "stop",
    "stop",
  ]);
});

test("requests run side by side while the budget has room for all of them", async () => {
  const { clock, provider, budgeted } = setUp(
    [answer(1, { delayMs: 10 }), answer(1, { delayMs: 10 })],
    { maxTokens: 2_500 },
  );
  const answers = [budgeted.complete(request), budgeted.complete(request)];
  await clock.advance(5);
  expect(provider.callCount).toBe(2);
  await clock.advance(1_000);
  await Promise.all(answers);
});

test("an abort ends the wait for running requests", async () => {
  const { clock, provider, budgeted } = setUp([answer(100, { delayMs: 10 }), answer(100)], {
    maxTokens: 1_000,
  });
  const abort = new AbortController();
  const running = budgeted.complete(request);
  const waiting = budgeted.complete({ ...request, signal: abort.signal });
  await clock.advance(5);
  abort.abort();
  expect((await waiting).stopReason).toBe("aborted");
  await clock.advance(1_000);
  await running;
  expect(provider.callCount).toBe(1);
  expect(budgeted.spent.tokens).toBe(100);
});

test("failed answers settle too, and give back what was reserved", async () => {
  const { budgeted } = setUp([{ error: { kind: "server" } }, answer(10)], { maxTokens: 1_000 });
  await budgeted.complete(request);
  expect((await budgeted.complete(request)).stopReason).toBe("stop");
});

test("leaving an answer early settles at least its prompt", async () => {
  const { budgeted } = setUp([answer(500), answer(10)], { maxTokens: 1_000 });
  const prompt = { role: "user" as const, content: "x".repeat(400), timestamp: 0 };
  for await (const _ of budgeted.stream({ ...request, messages: [prompt] })) break;
  expect(budgeted.spent.tokens).toBeGreaterThanOrEqual(100);
  expect(budgeted.spent.tokens).toBeLessThan(200);
  expect((await budgeted.complete(request)).stopReason).toBe("stop");
});

test("an answer that its server did not count is estimated", async () => {
  const uncounted = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  const step: Step = { text: "x".repeat(4_000), usage: uncounted };
  const { budgeted } = setUp([step, step], { maxCostUsd: 0.001 });
  expect((await budgeted.complete(request)).usage.totalTokens).toBe(0);
  expect(budgeted.spent).toEqual({ costUsd: 0.001, tokens: 1_000 });
  expect((await budgeted.complete(request)).error?.kind).toBe("quota");
});

test("what was reserved in the instant of an abort is given back", async () => {
  for (let microtasks = 0; microtasks < 12; microtasks++) {
    const { clock, budgeted } = setUp([answer(10), answer(10), answer(10)], { maxTokens: 1_000 });
    const first = budgeted.stream(request)[Symbol.asyncIterator]();
    await first.next();
    const abort = new AbortController();
    const waiting = budgeted.complete({ ...request, signal: abort.signal });
    await clock.advance(0); // it waits for the first one now
    const leaving = first.return?.();
    for (let count = 0; count < microtasks; count++) await Promise.resolve();
    abort.abort();
    await leaving;
    await waiting;
    expect((await budgeted.complete(request)).stopReason).toBe("stop");
  }
});

test("leaving before anything was read settles nothing", async () => {
  const { budgeted } = setUp([answer(10)], { maxTokens: 1_000 });
  await budgeted.stream(request)[Symbol.asyncIterator]().return?.();
  expect(budgeted.spent.tokens).toBe(0);
  expect((await budgeted.complete(request)).stopReason).toBe("stop");
});

test("parallel requests never exceed the budget by more than one answer", async () => {
  const call = fc.record({
    output: fc.integer({ min: 1, max: 1_000 }),
    delayMs: fc.nat({ max: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(call, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 4_000 }),
      async (calls, maxTokens) => {
        const steps = calls.map(({ output, delayMs }) => answer(output, { delayMs }));
        const { clock, budgeted } = setUp(steps, { maxTokens });
        const answers = Promise.all(calls.map(() => budgeted.complete(request)));
        await clock.advance(10_000);
        const refused = (await answers).filter(({ error }) => error?.kind === "quota");
        const largest = Math.max(...calls.map(({ output }) => output));
        expect(budgeted.spent.tokens).toBeLessThan(maxTokens + largest);
        if (refused.length > 0) expect(budgeted.spent.tokens).toBeGreaterThanOrEqual(maxTokens);
      },
    ),
    { numRuns: 50 },
  );
});

test.each([{ maxTokens: Number.NaN }, { maxCostUsd: Number.NaN }, { maxTokens: -1 }])(
  "refuses the limit %o, which would be none",
  (options) => {
    expect(() => withBudget(scripted([]), options)).toThrow(/must be a number from zero/);
  },
);

test("a budget of nothing asks for nothing", async () => {
  const { provider, budgeted } = setUp([answer(1)], { maxTokens: 0 });
  expect((await budgeted.complete(request)).error?.kind).toBe("quota");
  expect(provider.callCount).toBe(0);
});
