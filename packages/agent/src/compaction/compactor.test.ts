import { type Step, scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import type { CompactionSettings } from "./compaction-settings.ts";
import { createCompactor } from "./compactor.ts";
import { answer, TestSession, userMessage } from "./test-session.ts";

const said = { type: "text" as const, text: "Yes." };

function setUp(steps: Step[], settings: CompactionSettings = {}) {
  const session = new TestSession();
  const provider = scripted(steps);
  const model = testModel({ contextWindow: 20_000 });
  const compactor = createCompactor(() => ({ session, model, stream: provider.stream, settings }));
  /** Adds an exchange that was counted at so many tokens. */
  const exchange = (tokens: number) => {
    session.message(userMessage("x".repeat(4_000)));
    session.message(answer([said], { tokens }));
  };
  return { session, provider, compactor, exchange, model };
}

test("compacts before a request that would come too close to the end of the window", async () => {
  const { session, compactor, exchange, provider } = setUp([{ text: "So far." }]);
  for (let index = 1; index <= 14; index++) exchange(index * 1_000);
  expect(await compactor.beforeRequest()).toBeUndefined();
  exchange(15_001);
  const messages = await compactor.beforeRequest();
  expect(messages?.[0]).toMatchObject({ role: "compactionSummary", summary: "So far." });
  expect(messages).toEqual(session.buildSessionContext().messages);
  expect(await compactor.beforeRequest()).toBeUndefined();
  expect(provider.callCount).toBe(1);
});

test("what came after the last count is estimated", async () => {
  const { session, compactor, exchange } = setUp([{ text: "So far." }]);
  for (let index = 1; index <= 14; index++) exchange(index * 1_000);
  session.message(userMessage("y".repeat(6_000)));
  expect(await compactor.beforeRequest()).toBeDefined();
});

test("does nothing by itself when it is switched off, or the window is unknown", async () => {
  const off = setUp([{ text: "By hand." }], { enabled: false });
  for (let index = 1; index <= 20; index++) off.exchange(index * 1_000);
  expect(await off.compactor.beforeRequest()).toBeUndefined();
  expect(await off.compactor.recoverFromOverflow()).toBeUndefined();
  expect(await off.compactor.compact()).toMatchObject({ type: "compacted" });

  const unknown = setUp([]);
  unknown.model.contextWindow = 0;
  for (let index = 1; index <= 20; index++) unknown.exchange(index * 1_000);
  expect(await unknown.compactor.beforeRequest()).toBeUndefined();
});

test("recovers from a prompt that did not fit", async () => {
  const { session, compactor, exchange } = setUp([{ text: "So far." }]);
  for (let index = 1; index <= 10; index++) exchange(index * 1_000);
  session.message(answer([], { stopReason: "error" }));
  expect((await compactor.recoverFromOverflow())?.[0]).toMatchObject({ summary: "So far." });
});

test("after a failure it waits for more to come before it asks again", async () => {
  const { compactor, exchange, provider } = setUp([
    { error: { kind: "auth" } },
    { error: { kind: "auth" } },
    { text: "At last." },
  ]);
  for (let index = 1; index <= 15; index++) exchange(index * 1_000);
  exchange(15_500);
  expect(await compactor.beforeRequest()).toBeUndefined();
  exchange(16_500);
  expect(await compactor.beforeRequest()).toBeUndefined();
  expect(provider.callCount).toBe(1);
  exchange(17_000);
  await compactor.beforeRequest();
  expect(provider.callCount).toBe(2);
  exchange(19_000);
  expect(await compactor.beforeRequest()).toBeDefined();
});

test("after an abort it does not wait", async () => {
  const { compactor, exchange } = setUp([{ text: "So far." }]);
  for (let index = 1; index <= 16; index++) exchange(index * 1_000);
  expect(await compactor.beforeRequest(AbortSignal.abort())).toBeUndefined();
  expect(await compactor.beforeRequest()).toBeDefined();
});

test("two at a time become one after the other", async () => {
  const { compactor, exchange, provider } = setUp([{ text: "Once." }]);
  for (let index = 1; index <= 16; index++) exchange(index * 1_000);
  const [first, second] = await Promise.all([compactor.compact(), compactor.compact()]);
  expect(first).toMatchObject({ type: "compacted" });
  expect(second).toMatchObject({ type: "stopped", reason: "no_new_work" });
  expect(provider.callCount).toBe(1);
});
