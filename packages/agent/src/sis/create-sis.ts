import { systemClock } from "@argent/ai";
import { createTurns } from "./create-turns.ts";
import type { Episode, FoundLesson } from "./episode.ts";
import { findLessons } from "./learn/find-lessons.ts";
import { judgeEpisode } from "./learn/judge-episode.ts";
import { type Intake, learn, takeIn } from "./learn/learn-lessons.ts";
import { toRecorded } from "./learn/redact-episode.ts";
import type { Reflector } from "./learn/reflector.ts";
import { textsAsOutputs } from "./learn/texts-as-outputs.ts";
import { correctionIn } from "./learn/user-word.ts";
import type { Lesson, LessonDraft, LessonSource, LessonStatus } from "./lesson.ts";
import { LessonError } from "./lesson-error.ts";
import type { LessonEvent, RecordedEpisode } from "./lesson-event.ts";
import type { LessonLog } from "./log/lesson-log.ts";
import { explainLesson } from "./measure/explain-lesson.ts";
import { judgeLesson } from "./measure/judge-lesson.ts";
import { LessonBook, type LessonRecord } from "./measure/lesson-book.ts";
import { isInScope, isInUse } from "./measure/lesson-use.ts";
import { selectLessons } from "./measure/select-lessons.ts";
import { defaultPolicy, type SisPolicy } from "./policy.ts";
import type { Embedder } from "./rank/embedder.ts";
import { createShortlist } from "./rank/shortlist.ts";
import type {
  AddedLesson,
  FoundLessons,
  LessonContext,
  LessonFilter,
  LessonSelection,
  RecordedLessons,
  ReflectedLessons,
  ReflectOptions,
  Sis,
} from "./sis.ts";

/** What a Sis is made of. */
export interface SisOptions {
  /** Where lessons and episodes are kept. */
  log: LessonLog;
  /** Milliseconds since the epoch. Default: the system's clock. */
  now?: (() => number) | undefined;
  /** From 0 (inclusive) to 1. Default `Math.random`. */
  random?: (() => number) | undefined;
  /** Default: `SisPolicy` says it for each field. */
  policy?: Partial<SisPolicy> | undefined;
  /** Finds lessons by meaning, too. Default: by words only. */
  embedder?: Embedder | undefined;
  /** Thinks about episodes when `reflect` is called. Default: nobody does. */
  reflector?: Reflector | undefined;
  /** Hears of an embedder that fails; lessons are then found by their words. Default: nobody. */
  onWarning?: ((message: string, cause: unknown) => void) | undefined;
}

/** Makes a Sis over a log. Several may use one log at the same time, in one process or in many. */
export function createSis(options: SisOptions): Sis {
  const { log, now = systemClock.now, random = Math.random } = options;
  const policy: SisPolicy = { ...defaultPolicy, ...options.policy };
  const byWords = createShortlist(undefined);
  const shortlist = createShortlist(options.embedder);
  let book = new LessonBook(policy.halfLifeMs);
  let cursor: string | undefined;
  /** What is written depends on what was read, so it is one thing at a time. */
  const inTurn = createTurns();

  /** Reads what was appended by anybody since the last look. */
  async function catchUp(): Promise<void> {
    for (let hasMore = true; hasMore; ) {
      const reading = await log.read(cursor);
      if (reading.isWhole) book = new LessonBook(policy.halfLifeMs);
      for (const event of reading.events) book.apply(event);
      cursor = reading.cursor;
      hasMore = reading.hasMore ?? false;
    }
  }

  async function append(events: readonly LessonEvent[]): Promise<void> {
    if (events.length === 0) return;
    await log.append(events);
    await catchUp();
  }

  function recordOf(id: string): LessonRecord {
    const record = book.get(id);
    if (record) return record;
    const message = `There is no lesson "${id}". list() names those there are.`;
    throw new LessonError("not_found", message, { lessonId: id, log: log.name });
  }

  function intake(): Intake {
    return { records: book.records(), policy, random };
  }

  async function select(context: LessonContext): Promise<LessonSelection> {
    await inTurn(catchUp);
    const records = new Map(book.records().map((record) => [record.lesson.id, record]));
    const usable = [...records.values()]
      .map(({ lesson }) => lesson)
      .filter((lesson) => isInUse(lesson) && isInScope(lesson, context));
    const live = (context.live ?? []).flatMap((id) => records.get(id)?.lesson ?? []);
    const at = now();
    const fitting = await shortlist(usable, context, at).catch((cause: unknown) => {
      options.onWarning?.("Lessons were looked for without the embedder, which failed.", cause);
      return byWords(usable, context, at);
    });
    return selectLessons(fitting, records, live, { policy, random, now: at });
  }

  async function record(given: Episode): Promise<RecordedLessons> {
    await catchUp();
    const at = pastTime(given.at, now());
    const episode = { ...given, at };
    const outcome = judgeEpisode(episode);
    // One that is recorded again may not be the last one any more.
    const previous = book.has(episode.id) ? undefined : book.lastEpisode(episode.sessionId);
    const isCorrected = previous !== undefined && correctionIn(episode.prompt) !== undefined;
    const { events, ...taken } = takeIn(findLessons(episode, previous), episode, outcome, intake());
    await append([
      { type: "episode", at, episode: { ...toRecorded(episode), ...(outcome && { outcome }) } },
      ...(isCorrected ? [correctedBy(episode, previous)] : []),
      ...events,
    ]);
    const tookPart = [episode, ...(isCorrected ? [previous] : [])].flatMap(
      ({ shown = [], withheld = [] }) => [...shown, ...withheld],
    );
    return { ...asItIs(taken), outcome, judged: await judge(tookPart, at) };
  }

  /** Keeps or retires lessons by what is measured of them. */
  async function judge(ids: readonly string[], at: number): Promise<RecordedLessons["judged"]> {
    const judged = [...new Set(ids)].flatMap((id) => {
      const known = book.get(id);
      const judgement = known && judgeLesson(known, at, policy);
      return judgement ? [{ id, ...judgement }] : [];
    });
    await append(
      judged.map(
        (each): LessonEvent => ({ type: "lesson_status", at, ...each, by: "measurement" }),
      ),
    );
    return judged;
  }

  /** A lesson that was confirmed has new evidence since. */
  function asItIs({ added, confirmed, refused }: FoundLessons): FoundLessons {
    return { added, confirmed: confirmed.map(({ id }) => recordOf(id).lesson), refused };
  }

  /** The reflector takes seconds, so nobody else waits for it. */
  async function reflect({ limit = 5, signal }: ReflectOptions = {}): Promise<ReflectedLessons> {
    const result: ReflectedLessons = { episodes: 0, added: [], confirmed: [], refused: [] };
    const { reflector } = options;
    if (reflector === undefined) return result;
    await inTurn(catchUp);
    for (const episode of book.unreflected(limit)) {
      signal?.throwIfAborted();
      const drafts = await reflector(episode, signal);
      const found = drafts.map(
        ({ tags = [], tools = [], ...draft }): FoundLesson => ({
          ...draft,
          source: "reflection",
          tags,
          tools,
        }),
      );
      const taken = await inTurn(async () => {
        await catchUp();
        const { events, ...rest } = takeIn(
          found,
          textsAsOutputs(episode),
          episode.outcome,
          intake(),
        );
        await append([{ type: "reflected", at: now(), episodeId: episode.id }, ...events]);
        return asItIs(rest);
      });
      result.episodes++;
      result.added.push(...taken.added);
      result.confirmed.push(...taken.confirmed);
      result.refused.push(...taken.refused);
    }
    return result;
  }

  async function add(draft: LessonDraft, source: LessonSource): Promise<AddedLesson> {
    assertUsable(draft);
    await catchUp();
    const { scope = "global" } = draft;
    const { events, lesson, isNew } = learn(
      { ...draft, scope },
      { kind: source, at: now() },
      intake(),
    );
    await append(events);
    return { lesson: recordOf(lesson.id).lesson, isNew };
  }

  function decide(id: string, status: LessonStatus, reason: string): Promise<void> {
    return inTurn(async () => {
      await catchUp();
      recordOf(id);
      await append([{ type: "lesson_status", at: now(), id, status, reason, by: "person" }]);
    });
  }

  return {
    select,
    record: (episode) => inTurn(() => record(episode)),
    reflect,
    add: (draft, source = "person") => inTurn(() => add(draft, source)),
    approve: (id) => decide(id, "active", "Approved."),
    reject: (id) => decide(id, "rejected", "Rejected."),
    retire: (id, reason) => decide(id, "retired", reason),
    async explain(id, context) {
      await inTurn(catchUp);
      const lessons = book.records().map(({ lesson }) => lesson);
      return explainLesson(recordOf(id), lessons, context, { policy, now: now() });
    },
    async list(filter) {
      await inTurn(catchUp);
      return book
        .records()
        .map(({ lesson }) => lesson)
        .filter((lesson) => passes(lesson, filter));
    },
    async stats() {
      await inTurn(catchUp);
      return book.stats();
    },
  };
}

/** One episode of the future would make all that is known of its lessons old, and later ones count for nothing. */
function pastTime(at: number, now: number): number {
  return Number.isFinite(at) ? Math.min(at, now) : now;
}

function correctedBy({ at }: Episode, { id }: RecordedEpisode): LessonEvent {
  return {
    type: "outcome",
    at,
    episodeId: id,
    outcome: { success: false, signals: ["correction"] },
  };
}

function passes({ status, scope, tools }: Lesson, filter: LessonFilter = {}): boolean {
  const statuses = typeof filter.status === "string" ? [filter.status] : filter.status;
  if (statuses && !statuses.includes(status)) return false;
  if (filter.scope !== undefined && scope !== filter.scope) return false;
  return filter.tool === undefined || tools.includes(filter.tool);
}

function assertUsable({ title, when, do: advice }: LessonDraft): void {
  for (const [name, text] of Object.entries({ title, when, do: advice })) {
    if (text.trim() !== "") continue;
    const message = `A lesson needs a "${name}" that is not empty: it says ${meanings[name] ?? ""}.`;
    throw new LessonError("invalid_lesson", message);
  }
}

const meanings: Record<string, string> = {
  title: "what it is about",
  when: "when it matters",
  do: "what to do then",
};
