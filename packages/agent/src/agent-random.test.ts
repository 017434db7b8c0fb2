import { setImmediate } from "node:timers/promises";
import {
  type ManualClock,
  manualClock,
  type ScriptedStep,
  scripted,
  testModel,
} from "@argent/ai/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { say, tool } from "../test/loop-kit.ts";
import { fakeSis, selection } from "../test/sis-kit.ts";
import { slowEntryLog } from "../test/slow-entry-log.ts";
import { Agent } from "./agent.ts";
import type { AgentEvent } from "./event.ts";
import type { SteeringPolicy } from "./loop/config.ts";
import type { AgentMessage } from "./message.ts";
import { memoryEntryLog } from "./session/memory-entry-log.ts";
import { pairToolResults } from "./session/pair-tool-results.ts";
import { ArgentSessionManager } from "./session/session-manager.ts";

const toolNames = ["quick", "slow", "deaf", "broken", "write", "alone", "unknown"] as const;

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.constantFrom(...toolNames), { minLength: 1, maxLength: 4 })
      .map(
        (names): ScriptedStep => ({ text: "Look.", toolCalls: names.map((name) => ({ name })) }),
      ),
  },
  { weight: 2, arbitrary: fc.constant<ScriptedStep>({ text: "Done." }) },
  { weight: 1, arbitrary: fc.constant<ScriptedStep>({ error: { kind: "overloaded" } }) },
  { weight: 1, arbitrary: fc.constant<ScriptedStep>({ error: { kind: "auth" } }) },
  { weight: 1, arbitrary: fc.constant<ScriptedStep>({ text: "" }) },
);

/** What the Sis does when it is asked. */
type LessonDeed = "show" | "withhold" | "fail" | "hang";

type Deed = "abort" | "steer" | "followUp" | "throw";

/** Something that is done when so many events were heard, counted over all runs. */
const action = fc.record({
  at: fc.nat(60),
  do: fc.constantFrom<Deed>("abort", "steer", "steer", "followUp", "throw"),
});

const settings = fc.record({
  steeringPolicy: fc.constantFrom<SteeringPolicy>(
    "after-batch",
    "skip-remaining",
    "cancel-running",
  ),
  steeringMode: fc.constantFrom("one-at-a-time" as const, "all" as const),
  toolExecution: fc.constantFrom("parallel" as const, "sequential" as const),
  hasHooks: fc.boolean(),
  isRecorded: fc.boolean(),
  /** After which turn a hook fails, if after any. */
  failingTurn: fc.option(fc.nat(8), { nil: undefined }),
  /** Which write of the session fails, if any. */
  failingWrite: fc.option(fc.nat(25), { nil: undefined }),
  maxTurns: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  lessons: fc.option(fc.array(fc.constantFrom<LessonDeed>("show", "withhold", "fail", "hang"))),
});

test("whatever happens to an agent, its events are in order, each call has one result, no message is lost or there twice, and all settles", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 10 }),
      fc.array(action, { maxLength: 6 }),
      settings,
      async (
        steps,
        actions,
        { hasHooks, isRecorded, failingTurn, failingWrite, lessons, ...options },
      ) => {
        const clock = manualClock();
        const rest = Array<ScriptedStep>(60).fill({ text: "ok" });
        const provider = scripted([...steps, ...rest], { clock });
        let writes = 0;
        let turns = 0;
        const log = slowEntryLog(memoryEntryLog(), {
          turns: () => writes % 2,
          nextWrite: () => (writes++ === failingWrite ? "refused" : "written"),
        });
        const session = isRecorded ? await ArgentSessionManager.open(log, { clock }) : undefined;
        const { sis, episodes } = sisThat(lessons ?? []);
        const agent = new Agent({
          provider,
          clock,
          session,
          sis: lessons ? sis : undefined,
          random: () => 0.5,
          shouldStopAfterTurn: () => {
            if (turns++ === failingTurn) throw new Error("a hook failed");
            return false;
          },
          ...options,
          ...(hasHooks && {
            beforeToolCall: () => setImmediate(undefined),
            afterToolCall: () => setImmediate(undefined),
          }),
          initialState: { model: testModel(), tools: toolsOn(clock) },
        });
        const sent: string[] = [];
        const events: AgentEvent[] = [];
        let callsAtAbort: number | undefined;
        let callsAfterAbort = 0;

        function act(what: Deed) {
          if (what === "throw") throw new Error("a listener failed");
          if (what !== "abort") {
            const text = `${what} ${sent.length}`;
            sent.push(text);
            return agent[what](text);
          }
          callsAtAbort = provider.callCount;
          agent.abort();
        }

        agent.subscribe((event) => {
          events.push(event);
          if (callsAtAbort !== undefined) callsAfterAbort += provider.callCount - callsAtAbort;
          if (event.type === "agent_settled") callsAtAbort = undefined;
          else for (const { at, do: what } of actions) if (at === events.length) act(what);
        });
        const messages: unknown[] = [];
        for (const prompt of ["first", "second"]) {
          sent.push(prompt);
          messages.push(...(await settled(agent.prompt(prompt), clock)));
        }
        await clock.advance(120_000); // for what was left behind
        expect(faultsOf(events)).toEqual([]);
        const hasFailed = failingTurn !== undefined && turns > failingTurn;
        const mostTurns = (options.maxTurns ?? 100) + (hasFailed ? 1 : 0); // the failure has one of its own
        for (const run of runsOf(events)) {
          const started = run.filter(({ type }) => type === "turn_start");
          expect(started.length).toBeLessThanOrEqual(mostTurns);
        }
        expect(callsAfterAbort).toBe(0);
        for (const run of runsOf(events)) {
          const lastSaid = run.findLastIndex(
            (e) => e.type === "message_end" && e.message.role === "user",
          );
          const runId = run[0]?.runId ?? "";
          const recorded = episodes.filter(({ id }) => id === runId || id.startsWith(`${runId}:`));
          expect(recorded).toHaveLength(lessons ? requestsIn(run) : 0);
          const shown = run.slice(0, lastSaid + 1).flatMap(lessonsIn);
          expect(recorded.flatMap((episode) => episode.shown)).toEqual(lessons ? shown : []);
        }
        expect(agent.state.messages).toEqual(messages);
        expect(pairToolResults(agent.state.messages)).toEqual(messages);
        const { steeringMessages, followUpMessages } = agent;
        const texts = [...agent.state.messages, ...steeringMessages, ...followUpMessages].flatMap(
          textOfUser,
        );
        expect(new Set(texts).size).toBe(texts.length);
        if (failingWrite === undefined || writes <= failingWrite) {
          expect(texts.sort()).toEqual(sent.sort());
          const recorded = session?.buildSessionContext().messages;
          if (recorded && !hasFailed) expect(recorded).toEqual(messages);
        } else {
          // A run tells its caller that its prompt was not written; what was queued nobody would tell.
          expect(texts.sort()).toEqual(
            expect.arrayContaining(sent.filter((text) => / /.test(text))),
          );
        }
      },
    ),
    { numRuns: 300 },
  );
});

function toolsOn(clock: ManualClock) {
  const wait = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const cancel = clock.after(ms, resolve);
      signal?.addEventListener("abort", () => {
        cancel();
        reject(new Error("stopped"));
      });
    });
  return [
    tool("quick", async () => say("quick")),
    tool("slow", async (_, __, signal, onUpdate) => {
      onUpdate?.(say("half"));
      await wait(500, signal);
      onUpdate?.(say("more"));
      return say("slow");
    }),
    tool("deaf", async (_, __, ___, onUpdate) => {
      await wait(60_000);
      onUpdate?.(say("late"));
      return say("deaf");
    }),
    tool("broken", () => Promise.reject(new Error("broken"))),
    tool(
      "write",
      async () => {
        await wait(300);
        return say("written");
      },
      { interruptible: false },
    ),
    tool("alone", async () => say("alone"), { executionMode: "sequential" }),
  ];
}

/** Does one thing after the other, and then nothing any more. */
function sisThat(deeds: readonly LessonDeed[]) {
  return fakeSis(
    (_, index) => {
      const deed = deeds[index];
      if (deed === "hang") return new Promise(() => {});
      if (deed === "fail") throw new Error("no lessons");
      if (deed === "withhold") return selection([], [`L-${index}`]);
      return selection(deed === "show" ? [`L-${index}`] : []);
    },
    () => (deeds.length % 2 === 1 ? setImmediate() : undefined),
  );
}

/** How often the user said something that was not said together with what came before. */
function requestsIn(run: readonly AgentEvent[]): number {
  let requests = 0;
  let isAnswered = true;
  for (const event of run) {
    if (event.type !== "message_end") continue;
    const { role } = event.message;
    if (role === "assistant") isAnswered = true;
    if (role !== "user" || !isAnswered) continue;
    requests++;
    isAnswered = false;
  }
  return requests;
}

function lessonsIn(event: AgentEvent): string[] {
  return event.type === "lesson_injected" ? event.lessons.map(({ id }) => id) : [];
}

function textOfUser(message: AgentMessage): string[] {
  if (message.role !== "user" || typeof message.content === "string") return [];
  return message.content.flatMap((block) => (block.type === "text" ? block.text : []));
}

/** Lets the time pass until a run has settled. */
async function settled<Value>(run: Promise<Value>, clock: ManualClock): Promise<Value> {
  let isOver = false;
  const end = run.finally(() => {
    isOver = true;
  });
  for (let passes = 0; !isOver; passes++) {
    if (passes > 1_000) throw new Error("The run does not settle.");
    await clock.advance(1_000);
    await setImmediate();
  }
  return end;
}

/** What is wrong with the order of the events, run by run. */
function faultsOf(events: readonly AgentEvent[]): string[] {
  return runsOf(events).flatMap(faultsOfRun);
}

function runsOf(events: readonly AgentEvent[]): AgentEvent[][] {
  const runs = new Map<string | undefined, AgentEvent[]>();
  for (const event of events) {
    const run = runs.get(event.runId) ?? [];
    runs.set(event.runId, run);
    run.push(event);
  }
  return [...runs.values()];
}

function faultsOfRun(events: readonly AgentEvent[]): string[] {
  const faults: string[] = [];
  const running = new Set<string>();
  const ended = new Set<string>();
  let isInTurn = false;
  let role: string | undefined;
  let last: string | undefined;
  for (const [index, event] of events.entries()) {
    const must = (holds: boolean) => {
      if (!holds) faults.push(`${index} ${event.type}`);
    };
    must(event.seq === index);
    must((event.type === "agent_start") === (index === 0));
    must((event.type === "agent_settled") === (index === events.length - 1));
    switch (event.type) {
      case "turn_start":
        must(!isInTurn);
        isInTurn = true;
        break;
      case "turn_end":
        must(isInTurn && role === undefined && running.size === 0);
        isInTurn = false;
        break;
      case "message_start":
        must(isInTurn && role === undefined);
        role = event.message.role;
        break;
      case "message_update":
        must(role === "assistant");
        break;
      case "message_end":
        must(role === event.message.role);
        last = role;
        role = undefined;
        break;
      case "tool_execution_start":
        must(isInTurn && role === undefined && !ended.has(event.toolCallId));
        running.add(event.toolCallId);
        break;
      case "tool_execution_update":
        must(running.has(event.toolCallId));
        break;
      case "tool_execution_end":
        must(running.delete(event.toolCallId));
        ended.add(event.toolCallId);
        break;
      case "lesson_injected":
        must(isInTurn && role === undefined && last === "custom");
        break;
      case "lesson_learned":
        must(!isInTurn);
        break;
      case "agent_end":
        must(!isInTurn);
        break;
    }
  }
  return faults;
}
