import { describe, expect, test } from "vitest";
import { collect } from "../collect.ts";
import type { StreamEvent } from "../event.ts";
import type { Provider, TurnRequest } from "../provider.ts";
import { describeProvider } from "./describe-provider.ts";
import { scripted } from "./scripted.ts";
import type { Step } from "./step.ts";
import { testModel } from "./test-model.ts";

const runner = { describe, test };

describeProvider(
  "scripted",
  { open: (steps) => ({ provider: scripted(steps), model: testModel() }) },
  runner,
);

/** Ways to break the contract, each over a provider that keeps it. */
const broken: Record<string, (stream: AsyncIterable<StreamEvent>) => AsyncIterable<StreamEvent>> = {
  async *"no start"(stream) {
    for await (const event of stream) if (event.type !== "start") yield event;
  },
  async *"two terminal events"(stream) {
    for await (const event of stream) {
      yield event;
      if (event.type === "done") yield event;
    }
  },
  async *"no terminal event"(stream) {
    for await (const event of stream) if (event.type !== "done") yield event;
  },
  async *"a lost delta"(stream) {
    let lost = false;
    for await (const event of stream) {
      if (event.type === "text_delta" && !lost) lost = true;
      else yield event;
    }
  },
  async *"a block that is never closed"(stream) {
    for await (const event of stream) if (event.type !== "text_end") yield event;
  },
  async *"a delta before its block"(stream) {
    for await (const event of stream) if (event.type !== "text_start") yield event;
  },
  async *"an end that says something else"(stream) {
    for await (const event of stream) {
      yield event.type === "text_end" ? { ...event, content: "?" } : event;
    }
  },
  async *"an error that is thrown"(stream) {
    for await (const event of stream) {
      if (event.type === "error") throw new Error(event.error.errorMessage);
      yield event;
    }
  },
  async *"an event behind the end"(stream) {
    yield* stream;
    yield { type: "text_delta", contentIndex: 0, delta: "late" };
  },
};

test.each(Object.entries(broken))("the suite fails a provider with %s", async (_, breakIt) => {
  const failures = await failuresOf((steps) => {
    const inner = scripted(steps);
    const stream = (request: TurnRequest) => breakIt(inner.stream(request));
    return { id: "broken", stream, complete: (request) => collect(stream(request)) };
  });
  expect(failures).not.toEqual([]);
});

test("the suite fails a provider that changes the request", async () => {
  const failures = await failuresOf((steps) => {
    const inner = scripted(steps);
    return {
      ...inner,
      complete(request) {
        request.maxTokens = 1;
        return inner.complete(request);
      },
    };
  });
  expect(failures).toContain("the request is left as it was");
});

test("the suite fails a provider whose complete says something else", async () => {
  const failures = await failuresOf((steps) => {
    const inner = scripted(steps);
    return {
      ...inner,
      complete: async (request) => ({ ...(await inner.complete(request)), content: [] }),
    };
  });
  expect(failures).toContain("complete is the fold of the stream");
});

/** The titles of the tests that a provider does not pass. */
async function failuresOf(make: (steps: readonly Step[]) => Provider): Promise<string[]> {
  const registered: [string, () => Promise<void>][] = [];
  describeProvider(
    "broken",
    { open: (steps) => ({ provider: make(steps), model: testModel() }) },
    { describe: (_, body) => body(), test: (title, body) => registered.push([title, body]) },
  );
  const failures: string[] = [];
  for (const [title, body] of registered) {
    await body().catch(() => failures.push(title));
  }
  return failures;
}
