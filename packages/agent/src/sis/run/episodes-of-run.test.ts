import { emptyUsage } from "@argent/ai";
import { expect, test } from "vitest";
import { chosen } from "../../../test/sis-kit.ts";
import type { AgentMessage } from "../../message.ts";
import { assistant, toolResult, user } from "../../testing/messages.ts";
import { type EndedRun, episodesOf } from "./episodes-of-run.ts";
import { lessonsMessage } from "./lessons-message.ts";

const run = (messages: AgentMessage[], more: Partial<EndedRun> = {}): EndedRun => ({
  id: "run",
  at: 7,
  messages,
  stopReason: "stop",
  systemPrompt: "Be brief.",
  withheld: new Map(),
  ...more,
});

const episodeOf = (ended: EndedRun) => episodesOf(ended)[0];

test("says what was asked, where, and how it ended", () => {
  const messages = [user("Fix it."), assistant("Done.")];
  const episode = episodeOf(
    run(messages, { sessionId: "s", scope: "/project", stopReason: "limit" }),
  );
  expect(episode).toMatchObject({
    id: "run",
    at: 7,
    sessionId: "s",
    scope: "/project",
    prompt: "Fix it.",
    stopReason: "limit",
    calls: [],
    documents: ["Be brief."],
  });
  expect(episode?.outcome).toBeUndefined();
});

test("has the calls in their order, with what came of each", () => {
  const command: AgentMessage = { ...toolResult("a", "1 failed"), isError: true };
  const episode = episodeOf(
    run([
      user("go"),
      assistant("Both.", ["a", "b"]),
      { ...toolResult("b", "fine"), details: { exitCode: null } },
      { ...command, details: { exitCode: 1 } },
      assistant("Again.", ["a", "cut off"]),
      { ...toolResult("a", "passed"), details: { exitCode: 0 } },
      assistant("Done."),
    ]),
  );
  const call = { name: "tool", arguments: {} };
  expect(episode?.calls).toEqual([
    { ...call, isError: true, exitCode: 1, output: "1 failed" },
    { ...call, isError: false, output: "fine" },
    { ...call, isError: false, exitCode: 0, output: "passed" },
  ]);
});

test.each([[undefined], [null], ["exitCode"], [{}], [{ exitCode: "0" }], [{ exitCode: null }]])(
  "reads no exit code from the details %j",
  (details) => {
    const result = { ...toolResult("a"), details };
    const episode = episodeOf(run([user("go"), assistant("", ["a"]), result]));
    expect(episode?.calls).toHaveLength(1);
    expect(episode?.calls[0]?.exitCode).toBeUndefined();
  },
);

test("what the user says after an answer begins another episode", () => {
  const messages = [
    user("Fix it."),
    assistant("Fixed."),
    user("And that."),
    assistant("", ["a"]),
    toolResult("a"),
    user("No, the other one."),
    user("Please."),
    assistant("Done."),
  ];
  expect(episodesOf(run(messages, { stopReason: "limit" }))).toMatchObject([
    { id: "run", prompt: "Fix it.", stopReason: "stop", calls: [] },
    { id: "run:2", prompt: "And that.", stopReason: "steered", calls: [{ name: "tool" }] },
    { id: "run:3", prompt: "No, the other one.\n\nPlease.", stopReason: "limit", calls: [] },
  ]);
});

test("knows which lessons were shown, left out and referred to", () => {
  const [go, more] = [user("go"), user("more")];
  const messages = [
    lessonsMessage([chosen("L-a"), chosen("L-b")], { withheld: ["L-c"] }, 0),
    go,
    assistant("By [L-b], and by [L-c]."),
    lessonsMessage([chosen("L-c")], { withheld: [] }, 0),
    more,
    assistant("Done."),
  ];
  const withheld = new Map([
    [go, ["L-c", "L-c"]],
    [more, ["L-d"]],
  ]);
  expect(episodesOf(run(messages, { withheld }))).toMatchObject([
    { shown: ["L-a", "L-b"], withheld: ["L-c"], cited: ["L-b"] },
    { shown: ["L-c"], withheld: ["L-d"], cited: [] },
  ]);
});

test("what is said at once is one request, and a lesson shown for a part of it was not left out", () => {
  const [first, second] = [user("go"), user("and go")];
  const lessons = lessonsMessage([chosen("L-a")], { withheld: [] }, 0);
  const withheld = new Map([[first, ["L-a", "L-b"]]]);
  const messages = [first, lessons, second, assistant("Done.")];
  expect(episodesOf(run(messages, { withheld }))).toMatchObject([
    { prompt: "go\n\nand go", shown: ["L-a"], withheld: ["L-b"] },
  ]);
});

test("lessons for a message that was never taken in were not shown", () => {
  const lessons = lessonsMessage([chosen("L-a")], { withheld: [] }, 0);
  const messages = [user("go"), assistant("Done."), lessons, assistant("The disk is full.")];
  expect(episodesOf(run(messages))).toMatchObject([{ prompt: "go", shown: [] }]);
});

test("counts the tokens and the cost of all answers, and no cost when a price is unknown", () => {
  const priced = (total: number, known?: false): AgentMessage => {
    const usage = emptyUsage();
    const cost = { ...usage.cost, total, ...(known === false && { known }) };
    return { ...assistant("ok"), usage: { ...usage, totalTokens: 100, cost } };
  };
  expect(episodeOf(run([user("go"), priced(1), priced(2)]))).toMatchObject({
    cost: 3,
    tokens: 200,
  });
  expect(episodeOf(run([user("go"), priced(1), priced(2, false)]))?.cost).toBeUndefined();
});

test("there is none of a run in which the user said nothing", () => {
  expect(episodeOf(run([assistant("Going on.")]))).toBeUndefined();
  expect(episodeOf(run([lessonsMessage([chosen("L-a")], { withheld: [] }, 0)]))).toBeUndefined();
});
