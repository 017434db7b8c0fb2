import assert from "node:assert/strict";
import { collect } from "../collect.ts";
import type { StreamEvent } from "../event.ts";
import type { AssistantContent, AssistantMessage } from "../message.ts";
import type { Model } from "../model.ts";
import type { Provider, TurnRequest } from "../provider.ts";
import { checkEvents, isTerminal } from "./check-events.ts";
import type { Step } from "./step.ts";

/** How the suite gets a provider to test. */
export interface ProviderConformanceOptions {
  /**
   * Makes a provider whose requests are answered by these steps, in order. A provider with a wire can let `vendorServer`
   * answer; any other one honours `text`, `thinking`, `toolCalls`, `stopReason`, `error`, and the faults `stall` and `cut`.
   */
  open(steps: readonly Step[]): ProviderUnderTest | Promise<ProviderUnderTest>;
  /** The provider can think. Default `true`. */
  thinking?: boolean | undefined;
}

/** A provider, and the model that the suite asks of it. */
export interface ProviderUnderTest {
  provider: Provider;
  model: Model;
  /** Releases what `open` took. */
  close?: (() => void | Promise<void>) | undefined;
}

/** The two functions that every test runner has. */
export interface TestRunner {
  /** Groups the tests that `body` registers. */
  describe(name: string, body: () => void): unknown;
  /** Registers a test; it fails when the promise of `body` rejects. */
  test(name: string, body: () => Promise<void>): unknown;
}

/** Registers the tests that every `Provider` must pass. */
export function describeProvider(
  name: string,
  options: ProviderConformanceOptions,
  { describe, test }: TestRunner,
): void {
  describe(`${name} keeps the contract of a provider`, () => {
    for (const [title, check] of Object.entries(checks)) {
      test(title, async () => {
        const steps = check.steps(options.thinking !== false);
        const opened = await options.open(steps);
        try {
          await check.run(opened.provider, baseRequest(opened.model, options), steps);
        } finally {
          await opened.close?.();
        }
      });
    }
  });
}

interface Check {
  steps(thinking: boolean): Step[];
  run(provider: Provider, request: TurnRequest, steps: Step[]): Promise<void>;
}

const calls = [
  { id: "call_one", name: "read", arguments: { path: "a 😀.txt", lines: [1, 2] } },
  { id: "call_two", name: "read", arguments: { path: "b.txt" } },
];

/** An answer of every kind of block, with text that a careless reader cuts in two. */
function fullStep(thinking: boolean): Step {
  const text = "Grüße, 世界 👩‍💻!";
  return {
    ...(thinking && { thinking: "First, read both." }),
    text,
    toolCalls: calls,
    deltaSize: 3,
  };
}

/** Long enough that six events of any protocol are well inside the text. */
const longText = "0123456789".repeat(4);
const stalled: Step = { text: longText, deltaSize: 1, fault: { type: "stall", afterEvents: 6 } };

const checks: Record<string, Check> = {
  "a stream starts, balances its blocks and ends once": {
    steps: (thinking) => [fullStep(thinking)],
    async run(provider, request, [step]) {
      const last = checkEvents(await readAll(provider.stream(request)));
      assert.equal(last.type, "done");
      assert.equal(last.reason, "toolUse");
      if (last.type === "done") checkAnswer(last.message, request, step);
    },
  },
  "complete is the fold of the stream": {
    steps: (thinking) => [fullStep(thinking), fullStep(thinking)],
    async run(provider, request) {
      const folded = await collect(provider.stream(request));
      const completed = await provider.complete(request);
      assert.deepEqual(comparable(completed), comparable(folded));
    },
  },
  "every iteration is a request of its own": {
    steps: () => [{ text: "one" }, { text: "two" }],
    async run(provider, request) {
      const events = provider.stream(request);
      assert.equal(textIn(await readAll(events)), "one");
      assert.equal(textIn(await readAll(events)), "two");
    },
  },
  "an answer cut by its limit says so": {
    steps: () => [{ text: "half", stopReason: "length" }],
    async run(provider, request) {
      assert.equal((await provider.complete(request)).stopReason, "length");
    },
  },
  "arguments that cannot be read are never guessed": {
    steps: () => [{ toolCalls: [{ name: "read", rawArguments: '{"path": "a.t' }] }],
    async run(provider, request) {
      const last = checkEvents(await readAll(provider.stream(request)));
      const message = last.type === "done" ? last.message : last.error;
      for (const block of message.content) {
        if (block.type !== "toolCall") continue;
        assert.deepEqual(block.arguments, {});
        assert(block.argumentsError, "The call says why its arguments are missing.");
      }
    },
  },
  "an iterator that has ended stays ended": {
    steps: () => [{ text: "done" }],
    async run(provider, request) {
      const iterator = provider.stream(request)[Symbol.asyncIterator]();
      while (!(await iterator.next()).done);
      assert.deepEqual(await iterator.next(), { done: true, value: undefined });
      assert.deepEqual(await iterator.return?.(), { done: true, value: undefined });
    },
  },
  "an abort before the first event is the only event": {
    steps: () => [{ text: "never" }],
    async run(provider, request) {
      const events = await readAll(provider.stream({ ...request, signal: AbortSignal.abort() }));
      assert.equal(events.length, 1);
      assert.equal(checkEvents(events).reason, "aborted");
    },
  },
  "an abort in the middle ends the stream and keeps what had arrived": {
    steps: () => [stalled],
    async run(provider, request) {
      const abort = new AbortController();
      const events: StreamEvent[] = [];
      for await (const event of provider.stream({ ...request, signal: abort.signal })) {
        events.push(event);
        if (event.type === "text_delta") abort.abort();
      }
      const last = checkEvents(events);
      assert.equal(last.reason, "aborted");
      assert(longText.startsWith(textIn(events)) && textIn(events) !== "");
      if (last.type === "error") assert.equal(last.error.error?.kind, "aborted");
    },
  },
  "an abort before the end was seen ends the stream, also when all had arrived": {
    steps: (thinking) => [fullStep(thinking)],
    async run(provider, request, [step]) {
      const abort = new AbortController();
      const events: StreamEvent[] = [];
      for await (const event of provider.stream({ ...request, signal: abort.signal })) {
        events.push(event);
        if (event.type === "text_delta") abort.abort();
      }
      assert.equal(checkEvents(events).reason, "aborted");
      assert(step?.text?.startsWith(textIn(events)));
    },
  },
  "an abort after the end changes nothing": {
    steps: () => [{ text: "done" }],
    async run(provider, request) {
      const abort = new AbortController();
      const message = await provider.complete({ ...request, signal: abort.signal });
      const before = comparable(message);
      abort.abort();
      assert.deepEqual(comparable(message), before);
      assert.equal(message.stopReason, "stop");
    },
  },
  "leaving early ends the stream": {
    steps: () => [stalled],
    async run(provider, request) {
      const iterator = provider.stream(request)[Symbol.asyncIterator]();
      for (;;) {
        const { value } = await iterator.next();
        if (value?.type === "text_delta") break;
      }
      await iterator.return?.();
      assert.deepEqual(await iterator.next(), { done: true, value: undefined });
    },
  },
  "an error of the vendor is the last event, and complete does not reject": {
    steps: () => [{ error: { kind: "overloaded" } }, { error: { kind: "overloaded" } }],
    async run(provider, request) {
      const last = checkEvents(await readAll(provider.stream(request)));
      assert.equal(last.reason, "error");
      const { error, errorMessage, stopReason } = await provider.complete(request);
      assert.equal(stopReason, "error");
      assert(errorMessage, "The message says what went wrong.");
      assert.equal(error?.kind, "overloaded");
      assert.equal(error.retryable, true);
    },
  },
  "a connection that breaks is an error that keeps what had arrived": {
    steps: () => [{ text: longText, deltaSize: 1, fault: { type: "cut", afterEvents: 6 } }],
    async run(provider, request) {
      const events = await readAll(provider.stream(request));
      const last = checkEvents(events);
      assert.equal(last.reason, "error");
      assert(longText.startsWith(textIn(events)));
      if (last.type === "error") assert.equal(last.error.error?.retryable, true);
    },
  },
  "the request is left as it was": {
    steps: (thinking) => [fullStep(thinking)],
    async run(provider, request) {
      const frozen = deepFreeze(request);
      const before = structuredClone(frozen);
      assert.equal((await provider.complete(frozen)).stopReason, "toolUse");
      assert.deepEqual(frozen, before);
    },
  },
};

function baseRequest(model: Model, { thinking }: ProviderConformanceOptions): TurnRequest {
  return {
    model,
    systemPrompt: "Be brief.",
    messages: [{ role: "user", content: "Read both files.", timestamp: 0 }],
    tools: [
      {
        name: "read",
        description: "Reads a file.",
        parameters: { type: "object", properties: { path: { type: "string" } } },
      },
    ],
    thinking: thinking === false ? "off" : "low",
    apiKey: "test-key",
  };
}

function checkAnswer(message: AssistantMessage, { model }: TurnRequest, step: Step | undefined) {
  const { role, api, provider, stopReason, usage } = message;
  assert.deepEqual(
    { role, api, provider, model: message.model, stopReason },
    {
      role: "assistant",
      api: model.api,
      provider: model.provider,
      model: model.id,
      stopReason: "toolUse",
    },
  );
  const [first] = message.content;
  if (step?.thinking !== undefined) {
    assert(first?.type === "thinking", "The thinking comes first.");
    assert.equal(first.thinking, step.thinking);
  }
  assert.deepEqual(message.content.filter((block) => block.type !== "thinking").map(substanceOf), [
    step?.text,
    ...calls.map((call) => ({ name: call.name, arguments: call.arguments })),
  ]);
  const ids = message.content.flatMap((block) => (block.type === "toolCall" ? [block.id] : []));
  assert.equal(new Set(ids).size, calls.length, "Calls have ids of their own.");
  assert(usage.output > 0 && usage.input >= 0, "The usage counts tokens.");
}

/** Without what differs from request to request: the time, and the ids and signatures that a vendor makes up. */
function comparable(message: AssistantMessage): object {
  const { api, provider, model, stopReason, content } = message;
  return { api, provider, model, stopReason, content: content.map(substanceOf) };
}

function substanceOf(block: AssistantContent): unknown {
  switch (block.type) {
    case "text":
      return block.text;
    case "thinking":
      return { thinking: block.thinking };
    case "toolCall":
      return { name: block.name, arguments: block.arguments };
  }
}

async function readAll(events: AsyncIterable<StreamEvent>): Promise<StreamEvent[]> {
  const all: StreamEvent[] = [];
  for await (const event of events) {
    assert(!all.some(isTerminal), `${event.type} comes after the terminal event.`);
    all.push(event);
  }
  return all;
}

function textIn(events: readonly StreamEvent[]): string {
  return events.map((event) => (event.type === "text_delta" ? event.delta : "")).join("");
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
