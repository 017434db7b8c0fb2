import { type Clock, systemClock, type UserMessage } from "@argent/ai";
import { textOfMessage } from "../../compaction/entry-text.ts";
import type { LeadingMessage } from "../../loop/config.ts";
import { type LoopResult, type LoopRun, runLoop } from "../../loop/run-loop.ts";
import type { AgentMessage } from "../../message.ts";
import { unlessAborted } from "../../unless-aborted.ts";
import { LessonError } from "../lesson-error.ts";
import type { FoundLessons, LessonSelection, Sis } from "../sis.ts";
import { episodesOf } from "./episodes-of-run.ts";
import { learnedEvents } from "./learned-events.ts";
import { lessonsMessage, liveLessons } from "./lessons-message.ts";

/** Where a run belongs. */
export interface RunPlace {
  runId: string;
  /** The conversation. */
  sessionId: string;
  scope: string | undefined;
  /** The failures that the conversation was warned of, until a run is recorded again. */
  knownFailures: Set<string>;
}

/** A message goes without lessons when they are not there after so many milliseconds. */
const selectLimitMs = 2_000;
/** A run settles after so many milliseconds, whether it is recorded by then or not. */
const recordLimitMs = 5_000;

/**
 * Runs the loop with lessons before what the user says, and records afterwards how it came out; not when the user said
 * nothing in it. Tells what was learned. A `Sis` that fails or takes too long costs a `warning`,
 * and no other one while the same goes on. Never rejects.
 */
export async function runWithLessons(
  run: LoopRun,
  sis: Pick<Sis, "select" | "record">,
  { runId, sessionId, scope, knownFailures }: RunPlace,
): Promise<LoopResult> {
  const { emit } = run;
  const { systemPrompt } = run.context;
  const clock = run.config.clock ?? systemClock;
  const tools = run.context.tools?.map(({ name }) => name);
  const withheld = new Map<AgentMessage, readonly string[]>();

  async function beforeUserMessage(
    message: UserMessage,
    messages: readonly AgentMessage[],
    signal: AbortSignal,
  ): Promise<LeadingMessage | undefined> {
    const prompt = textOfMessage(message);
    try {
      const selection = await within(selectLimitMs, clock, signal, async (limit) =>
        sis.select({ prompt, tools, scope, live: liveLessons(messages), signal: limit }),
      );
      withheld.set(message, selection.withheld);
      return leadingMessage(selection, clock.now());
    } catch (cause) {
      if (!signal.aborted) await warn("select", "The message goes without lessons.", cause);
      return undefined;
    }
  }

  async function record({ messages, stopReason }: LoopResult): Promise<void> {
    const place = { id: runId, at: clock.now(), sessionId, scope };
    const episodes = episodesOf({ ...place, messages, stopReason, systemPrompt, withheld });
    if (episodes.length === 0) return;
    const found: FoundLessons[] = [];
    try {
      await within(recordLimitMs, clock, undefined, async () => {
        for (const episode of episodes) found.push(await sis.record(episode));
      });
      knownFailures.clear();
    } catch (cause) {
      await warn("record", "Perhaps nothing is learned from this run.", cause);
    }
    for (const event of learnedEvents(found)) await emit(event);
  }

  async function warn(step: keyof typeof sis, effect: string, cause: unknown): Promise<void> {
    const failure = LessonError.isInstance(cause) ? cause.code : step;
    if (knownFailures.has(failure)) return;
    knownFailures.add(failure);
    const reason = cause instanceof Error ? cause.message : String(cause);
    await emit({ type: "warning", message: `${effect} ${reason}`, cause });
  }

  const result = await runLoop({ ...run, config: { ...run.config, beforeUserMessage } });
  await record(result);
  return result;
}

function leadingMessage(selection: LessonSelection, now: number): LeadingMessage | undefined {
  if (selection.lessons.length === 0) return undefined;
  const lessons = selection.lessons.map(({ lesson: { id, title }, score }) => ({
    id,
    title,
    score,
  }));
  return {
    message: lessonsMessage(selection.lessons, selection, now),
    event: { type: "lesson_injected", lessons },
  };
}

/** Waits for work that may take too long, and gives it up when it does or the signal is aborted. */
async function within<Value>(
  limitMs: number,
  clock: Clock,
  signal: AbortSignal | undefined,
  work: (limit: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const late = new AbortController();
  const limit = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
  const cancel = clock.after(limitMs, () =>
    late.abort(new Error(`The lessons did not answer within ${limitMs} milliseconds.`)),
  );
  try {
    return await unlessAborted(limit, () => work(limit));
  } finally {
    cancel();
  }
}
