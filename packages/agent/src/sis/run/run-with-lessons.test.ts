import {
  type ManualClock,
  manualClock,
  type ScriptedStep,
  scripted,
  testModel,
} from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { say, tool, trace, withoutDeltas } from "../../../test/loop-kit.ts";
import { fakeSis, lesson, selection } from "../../../test/sis-kit.ts";
import { Agent } from "../../agent.ts";
import type { AgentOptions } from "../../agent-options.ts";
import type { AgentEvent } from "../../event.ts";
import { assertPrefixStable } from "../../testing/expect-prefix-stable.ts";
import { LessonError } from "../lesson-error.ts";
import type { LessonSelection, Sis } from "../sis.ts";

function setUp(
  steps: ScriptedStep[],
  sis: Sis | undefined,
  { initialState, ...options }: Partial<AgentOptions> = {},
) {
  const clock: ManualClock = manualClock(1_000);
  const provider = scripted(steps, { clock });
  const agent = new Agent({
    provider,
    clock,
    sis,
    ...options,
    initialState: { model: testModel(), systemPrompt: "Be brief.", ...initialState },
  });
  const events: AgentEvent[] = [];
  agent.subscribe((event) => {
    events.push(event);
  });
  return { agent, provider, clock, events };
}

const lessonsOf = (events: readonly AgentEvent[]) =>
  events.flatMap((event) =>
    event.type === "lesson_injected" ? [event.lessons.map(({ id }) => id)] : [],
  );

const warningsOf = (events: readonly AgentEvent[]) =>
  events.flatMap((event) => (event.type === "warning" ? [event.message] : []));

const asked = ["message_start(user)", "message_end(user)"];
const answered = ["message_start(assistant)", "message_end(assistant)"];
const shown = ["message_start(custom)", "message_end(custom)", "lesson_injected"];

describe("the lessons of a run", () => {
  test("come before the words of the user, behind everything else, in the same turn", async () => {
    const { sis } = fakeSis((_, index) => selection([`L-${index}`]));
    const { agent, events, provider } = setUp([{ text: "ok" }, { text: "ok" }], sis);
    expect(withoutDeltas(await trace(agent.prompt("go")))).toEqual([
      "agent_start",
      "turn_start",
      ...shown,
      ...asked,
      ...answered,
      "turn_end",
      "agent_end",
      "agent_settled",
    ]);
    await agent.prompt("more");
    expect(agent.state.messages.map(({ role }) => role)).toEqual([
      ...["custom", "user", "assistant"],
      ...["custom", "user", "assistant"],
    ]);
    const told = events.find(({ type }) => type === "lesson_injected");
    expect(told).toMatchObject({
      lessons: [{ id: "L-0", title: "Title of L-0", score: 1 }],
      turnId: events.find(({ type }) => type === "turn_start")?.turnId,
    });
    expect(JSON.stringify(provider.requests[0]?.messages[0])).toContain("[L-0]");
  });

  test("are asked for before every prompt, steering message and follow-up, with what is shown already", async () => {
    const { sis, contexts } = fakeSis((_, index) => selection(index === 1 ? [] : [`L-${index}`]));
    const tools = [
      tool("t", async () => {
        agent.steer("steering");
        return say("result");
      }),
    ];
    const steps = [{ toolCalls: [{ name: "t" }] }, { text: "steered" }, { text: "followed" }];
    const { agent, events } = setUp(steps, sis, { initialState: { tools }, lessonScope: "/p" });
    agent.steer("first of all");
    agent.followUp("follow-up");
    await agent.prompt("go");
    expect(contexts).toMatchObject([
      { prompt: "go", live: [], tools: ["t"], scope: "/p" },
      { prompt: "first of all", live: ["L-0"] },
      { prompt: "steering", live: ["L-0"] },
      { prompt: "follow-up", live: ["L-0", "L-2"] },
    ]);
    expect(lessonsOf(events)).toEqual([["L-0"], ["L-2"], ["L-3"]]);
    const roles = agent.state.messages.map(({ role }) => role);
    expect(roles).toEqual([
      ...["custom", "user", "user", "assistant", "toolResult"],
      ...["custom", "user", "assistant"],
      ...["custom", "user", "assistant"],
    ]);
  });

  test("leave the prefix of the vendor's cache as it is, whatever is chosen", async () => {
    const choices = [["L-a", "L-b"], [], ["L-c"], ["L-a"], ["L-b", "L-c"], []];
    const { sis } = fakeSis((_, index) => selection(choices[index] ?? []));
    const tools = [tool("t", async () => say("result"))];
    const turn = [{ toolCalls: [{ name: "t" }] }, { text: "ok" }];
    const { agent, provider } = setUp(Array(6).fill(turn).flat(), sis, { initialState: { tools } });
    for (const [index] of choices.entries()) await agent.prompt(`prompt ${index}`);
    expect(provider.requests).toHaveLength(12);
    for (const [index, next] of provider.requests.entries()) {
      const previous = provider.requests[index - 1];
      if (previous) assertPrefixStable(previous, next);
    }
    const last = JSON.stringify(provider.requests.at(-1)?.messages);
    expect(last.split("<lessons>")).toHaveLength(5);
  });

  test("that are all withheld leave no message", async () => {
    const { sis, episodes } = fakeSis(() => selection([], ["L-a"]));
    const { agent, events } = setUp([{ text: "ok" }], sis);
    await agent.prompt("go");
    expect(lessonsOf(events)).toEqual([]);
    expect(agent.state.messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
    expect(episodes).toMatchObject([{ shown: [], withheld: ["L-a"] }]);
  });
});

describe("a Sis that does not work", () => {
  test.each<[string, Partial<Sis>, string[]]>([
    ["rejects", { select: () => Promise.reject(new Error("no disk")) }, ["no disk"]],
    [
      "throws",
      {
        select: () => {
          throw new Error("a bug");
        },
      },
      ["a bug"],
    ],
    [
      "throws and rejects",
      {
        select: () => Promise.reject("odd"),
        record: () => {
          throw new Error("no disk");
        },
      },
      ["odd", "no disk"],
    ],
    ["fails to record", { record: () => Promise.reject(new Error("no disk")) }, ["no disk"]],
  ])("and %s costs the run nothing but a warning", async (_, broken, reasons) => {
    const { sis } = fakeSis();
    const { agent, events } = setUp([{ text: "ok" }], { ...sis, ...broken });
    const messages = await agent.prompt("go");
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
    const warnings = warningsOf(events);
    expect(warnings).toHaveLength(reasons.length);
    for (const [index, reason] of reasons.entries()) expect(warnings[index]).toContain(reason);
    expect(events.at(-1)?.type).toBe("agent_settled");
    expect(agent.state.errorMessage).toBeUndefined();
  });

  test("costs one warning, not one a message, until it works again", async () => {
    const full = new LessonError("write_failed", "The disk is full.");
    let isFull = true;
    const { sis } = fakeSis(undefined, () => {
      if (isFull) throw full;
    });
    const steps = Array.from({ length: 4 }, () => ({ text: "ok" }));
    const { agent, events } = setUp(steps, sis);
    await agent.prompt("one");
    await agent.prompt("two");
    expect(warningsOf(events)).toHaveLength(1);
    isFull = false;
    await agent.prompt("three");
    isFull = true;
    await agent.prompt("four");
    expect(warningsOf(events)).toHaveLength(2);
  });

  test("says once that its log is something else, though it can neither choose nor record", async () => {
    const broken = () => Promise.reject(new LessonError("not_a_lesson_log", "It is a diary."));
    const { agent, events } = setUp([{ text: "ok" }], {
      ...fakeSis().sis,
      select: broken,
      record: broken,
    });
    await agent.prompt("go");
    expect(warningsOf(events)).toEqual([expect.stringContaining("It is a diary.")]);
  });

  test("is given up after two seconds, and told so by its signal", async () => {
    const began = Promise.withResolvers<AbortSignal | undefined>();
    const late = Promise.withResolvers<LessonSelection>();
    const { sis } = fakeSis(({ signal }) => {
      began.resolve(signal);
      return late.promise;
    });
    const { agent, events, clock } = setUp([{ text: "ok" }, { text: "ok" }], sis);
    const run = agent.prompt("go");
    const signal = await began.promise;
    await clock.advance(1_999);
    expect(signal?.aborted).toBe(false);
    expect(agent.state.messages).toEqual([]);
    await clock.advance(1);
    expect(signal?.aborted).toBe(true);
    await run;
    late.resolve(selection(["L-late"]));
    await clock.advance(10_000);
    expect(warningsOf(events)).toEqual([expect.stringContaining("2000 milliseconds")]);
    expect(lessonsOf(events)).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test("does not keep a run from settling when it never records", async () => {
    const began = Promise.withResolvers<void>();
    const { sis } = fakeSis(
      () => selection([]),
      () => {
        began.resolve();
        return new Promise(() => {});
      },
    );
    const { agent, events, clock } = setUp([{ text: "ok" }], sis);
    const run = agent.prompt("go");
    await began.promise;
    await clock.advance(5_000);
    await run;
    expect(events.slice(-3).map(({ type }) => type)).toEqual([
      "agent_end",
      "warning",
      "agent_settled",
    ]);
    expect(clock.pending).toBe(0);
  });
});

describe("an abort while lessons are chosen", () => {
  test("ends the run at once, without a warning, and keeps what the user said", async () => {
    const began = Promise.withResolvers<AbortSignal | undefined>();
    const { sis, episodes } = fakeSis(({ signal }) => {
      began.resolve(signal);
      return new Promise(() => {});
    });
    const { agent, events, clock, provider } = setUp([], sis);
    const run = agent.prompt("go");
    const signal = await began.promise;
    agent.abort();
    await run; // the clock stands still
    expect(signal?.aborted).toBe(true);
    expect(provider.callCount).toBe(0);
    expect(warningsOf(events)).toEqual([]);
    expect(agent.state.messages[0]).toMatchObject({ role: "user", content: [{ text: "go" }] });
    expect(episodes).toMatchObject([{ prompt: "go", stopReason: "aborted" }]);
    expect(clock.pending).toBe(0);
  });

  test("asks for no more lessons", async () => {
    const { sis, contexts } = fakeSis();
    const { agent } = setUp([], sis);
    const abort = new AbortController();
    abort.abort();
    await agent.prompt("go", abort.signal);
    expect(contexts).toEqual([]);
  });
});

describe("a run that has ended", () => {
  test("is recorded after agent_end and before it settles, under the id of its events", async () => {
    const order: string[] = [];
    const { sis, episodes } = fakeSis(
      (_, index) => selection([`L-${index}`], ["L-x"]),
      async ({ id }) => {
        await Promise.resolve();
        order.push(`recorded ${id}`);
      },
    );
    const tools = [
      tool("t", async () => ({ ...say("failed"), isError: true, details: { exitCode: 2 } })),
    ];
    const steps = [{ toolCalls: [{ name: "t", arguments: { n: 1 } }] }, { text: "By [L-0]." }];
    const { agent, clock } = setUp(steps, sis, {
      newRunId: () => "run-1",
      lessonScope: "/p",
      initialState: { tools },
    });
    agent.subscribe(({ type, runId }) => {
      if (type === "agent_end" || type === "agent_settled") order.push(`${type} ${runId}`);
    });
    void agent.prompt("go");
    await agent.waitForIdle();
    expect(order).toEqual(["agent_end run-1", "recorded run-1", "agent_settled run-1"]);
    expect(episodes).toMatchObject([
      {
        id: "run-1",
        at: clock.now(),
        scope: "/p",
        prompt: "go",
        calls: [{ name: "t", arguments: { n: 1 }, isError: true, exitCode: 2, output: "failed" }],
        stopReason: "stop",
        shown: ["L-0"],
        withheld: ["L-x"],
        cited: ["L-0"],
        documents: ["Be brief."],
      },
    ]);
  });

  test("tells what it taught before it settles, and why a wish was not noted, without its words", async () => {
    const found = {
      source: "remember",
      title: "t",
      when: "w",
      do: "hush",
      tags: [],
      tools: [],
    } as const;
    const { sis } = fakeSis(undefined, undefined, {
      added: [lesson("L-new")],
      confirmed: [lesson("L-old")],
      refused: [
        { found, reason: "secret" },
        { found: { ...found, source: "retry" }, reason: "documented" },
      ],
    });
    const { agent, events } = setUp([{ text: "ok" }], sis);
    await agent.prompt("go");
    const types = events.slice(-4).map(({ type }) => type);
    expect(types).toEqual(["agent_end", "lesson_learned", "warning", "agent_settled"]);
    const told = events.find(({ type }) => type === "lesson_learned");
    expect(told).toMatchObject({
      lessons: expect.arrayContaining([
        { id: "L-new", title: "Title of L-new", isNew: true },
        { id: "L-old", title: "Title of L-old", isNew: false },
      ]),
    });
    expect(warningsOf(events)).toEqual([expect.stringContaining("looks like a key")]);
    expect(warningsOf(events).join()).not.toContain("hush");
  });

  test("belongs to the same conversation as the one before, until the agent forgets it", async () => {
    const { sis, episodes } = fakeSis();
    const { agent } = setUp([{ text: "npm test" }, { text: "pnpm test" }, { text: "hi" }], sis);
    await agent.prompt("Which command runs the tests?");
    await agent.prompt("No, use pnpm.");
    agent.reset();
    await agent.prompt("Hello.");
    const [first, correction, other] = episodes.map(({ sessionId }) => sessionId);
    expect(first).toBeDefined();
    expect(correction).toBe(first);
    expect(other).not.toBe(first);
    expect(new Set(episodes.map(({ id }) => id)).size).toBe(3);
  });

  test("is not recorded when the user said nothing in it", async () => {
    const { sis, episodes, contexts } = fakeSis();
    const failed: ScriptedStep = { error: { kind: "auth" } };
    const { agent } = setUp([failed, { text: "ok" }], sis);
    await agent.prompt("go");
    expect(episodes).toMatchObject([{ stopReason: "error", calls: [] }]);
    agent.state.messages = agent.state.messages.slice(0, 1);
    await agent.continue();
    expect(agent.state.messages.at(-1)).toMatchObject({ role: "assistant", stopReason: "stop" });
    expect(episodes).toHaveLength(1);
    expect(contexts).toHaveLength(1);
  });
});
