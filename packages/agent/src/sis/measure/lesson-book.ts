import type { EpisodeOutcome } from "../episode.ts";
import type { Lesson, LessonEvidence } from "../lesson.ts";
import type { LessonEvent, RecordedEpisode } from "../lesson-event.ts";
import type { SisStats } from "../sis.ts";
import { type DecayingTally, withEpisode } from "./utility.ts";

/** A lesson with what is known of its worth. */
export interface LessonRecord {
  readonly lesson: Lesson;
  /** Why it has its status, for people; absent until its status changes. */
  readonly statusReason?: string | undefined;
  /** A person has spoken for it: what is measured does not retire it. */
  readonly isPersons: boolean;
  readonly shown: DecayingTally;
  readonly withheld: DecayingTally;
  /** How often it was chosen, shown or not, since its status changed. */
  readonly choices: number;
  readonly cited: number;
}

/** What the events of a log come to. The same events give the same book in every process. */
export class LessonBook {
  readonly #halfLifeMs: number;
  readonly #records = new Map<string, LessonRecord>();
  /** The latest episodes, the oldest first: only they can turn out to be something else. */
  readonly #episodes = new Map<string, RecordedEpisode>();
  /** Goes on where it left off: to look for the first one anew passes by all that were deleted. */
  readonly #oldestIds = this.#episodes.keys();
  /** The id of the last episode of each conversation. */
  readonly #lastOf = new Map<string, string>();
  /** Of `#episodes`, those that a model has thought about. */
  readonly #reflected = new Set<string>();
  readonly #counts = { succeeded: 0, failed: 0, unknown: 0 };
  #shown = 0;
  #withheld = 0;
  #cited = 0;

  constructor(halfLifeMs: number) {
    this.#halfLifeMs = halfLifeMs;
  }

  apply(event: LessonEvent): void {
    if (event.type === "lesson_added") this.#add(event.lesson);
    else if (event.type === "episode") this.#addEpisode(event.episode);
    else if (event.type === "outcome") this.#revise(event.episodeId, event.outcome);
    else if (event.type === "reflected") this.#reflected.add(event.episodeId);
    else this.#change(event);
  }

  get(id: string): LessonRecord | undefined {
    return this.#records.get(id);
  }

  /** The oldest first. */
  records(): LessonRecord[] {
    return [...this.#records.values()];
  }

  /** Whether an episode is among the latest. */
  has(episodeId: string): boolean {
    return this.#episodes.has(episodeId);
  }

  /** The last episode of a conversation. */
  lastEpisode(sessionId: string | undefined): RecordedEpisode | undefined {
    if (sessionId === undefined) return undefined;
    const id = this.#lastOf.get(sessionId);
    return id === undefined ? undefined : this.#episodes.get(id);
  }

  /** The latest episodes with an outcome that no model has thought about, the newest first. */
  unreflected(limit: number): RecordedEpisode[] {
    return [...this.#episodes.values()]
      .filter(({ id, outcome }) => outcome !== undefined && !this.#reflected.has(id))
      .slice(-limit)
      .reverse();
  }

  stats(): SisStats {
    const lessons = { candidate: 0, trial: 0, active: 0, retired: 0, rejected: 0 };
    for (const { lesson } of this.#records.values()) lessons[lesson.status]++;
    return {
      lessons,
      episodes: { ...this.#counts },
      shown: this.#shown,
      withheld: this.#withheld,
      cited: this.#cited,
    };
  }

  #add(lesson: Lesson): void {
    if (this.#records.has(lesson.id)) return;
    const none = { succeeded: 0, failed: 0, at: 0 };
    const isPersons = lesson.evidence.some(isPersonsWord);
    const counts = { shown: none, withheld: none, choices: 0, cited: 0 };
    this.#records.set(lesson.id, { lesson, isPersons, ...counts });
  }

  #change(event: Extract<LessonEvent, { id: string }>): void {
    this.#update(event.id, ({ lesson, isPersons }) => {
      if (event.type === "lesson_confirmed") {
        const evidence = bounded([...lesson.evidence, event.evidence]);
        return {
          lesson: { ...lesson, evidence },
          isPersons: isPersons || isPersonsWord(event.evidence),
        };
      }
      const { status, reason, by, supersededBy } = event;
      const { supersededBy: _, ...rest } = lesson;
      return {
        lesson: { ...rest, status, ...(supersededBy !== undefined && { supersededBy }) },
        statusReason: reason,
        isPersons: isPersons || by === "person",
        choices: 0,
      };
    });
  }

  #revise(episodeId: string, outcome: EpisodeOutcome): void {
    const episode = this.#episodes.get(episodeId);
    if (episode) this.#addEpisode({ ...episode, outcome });
  }

  #update(id: string, change: (record: LessonRecord) => Partial<LessonRecord>): void {
    const record = this.#records.get(id);
    if (record) this.#records.set(id, { ...record, ...change(record) });
  }

  #addEpisode(episode: RecordedEpisode): void {
    const before = this.#episodes.get(episode.id);
    if (before) this.#count(before, -1);
    else this.#remember(episode);
    this.#episodes.set(episode.id, episode);
    this.#count(episode, 1);
  }

  #remember({ id, sessionId }: RecordedEpisode): void {
    if (sessionId !== undefined) this.#lastOf.set(sessionId, id);
    if (this.#episodes.size < maxEpisodes) return;
    const { value: oldestId } = this.#oldestIds.next();
    const oldest = oldestId === undefined ? undefined : this.#episodes.get(oldestId);
    if (!oldest) return;
    this.#episodes.delete(oldest.id);
    this.#reflected.delete(oldest.id);
    const oldSession = oldest.sessionId;
    if (oldSession !== undefined && this.#lastOf.get(oldSession) === oldest.id) {
      this.#lastOf.delete(oldSession);
    }
  }

  #count(episode: RecordedEpisode, times: 1 | -1): void {
    const { at, outcome } = episode;
    const [shown, cited] = [[...new Set(episode.shown)], [...new Set(episode.cited)]];
    const withheld = [...new Set(episode.withheld)].filter((id) => !shown.includes(id));
    this.#counts[nameOf(outcome)] += times;
    this.#shown += times * shown.length;
    this.#withheld += times * withheld.length;
    this.#cited += times * cited.length;
    for (const id of shown) {
      this.#update(id, (record) => ({
        choices: record.choices + times,
        shown: this.#tally(record.shown, at, outcome, times),
      }));
    }
    for (const id of withheld) {
      this.#update(id, (record) => ({
        choices: record.choices + times,
        withheld: this.#tally(record.withheld, at, outcome, times),
      }));
    }
    for (const id of cited) this.#update(id, (record) => ({ cited: record.cited + times }));
  }

  #tally(
    tally: DecayingTally,
    at: number,
    outcome: EpisodeOutcome | undefined,
    times: 1 | -1,
  ): DecayingTally {
    if (outcome === undefined) return tally;
    return withEpisode(tally, { at, success: outcome.success }, this.#halfLifeMs, times);
  }
}

function isPersonsWord({ kind }: LessonEvidence): boolean {
  return kind === "person" || kind === "remember";
}

/** Where a lesson comes from, and what a person said of it, is kept; so are the latest of the others. */
function bounded(evidence: readonly LessonEvidence[]): LessonEvidence[] {
  if (evidence.length <= maxEvidence) return [...evidence];
  const spare = evidence.findIndex((each, index) => index > 0 && !isPersonsWord(each));
  return evidence.toSpliced(spare > 0 ? spare : 1, 1);
}

const maxEvidence = 50;
const maxEpisodes = 5_000;

function nameOf(outcome: EpisodeOutcome | undefined): "succeeded" | "failed" | "unknown" {
  if (outcome === undefined) return "unknown";
  return outcome.success ? "succeeded" : "failed";
}
