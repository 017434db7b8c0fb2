import type { Episode } from "../src/sis/episode.ts";
import type { Lesson } from "../src/sis/lesson.ts";
import type {
  ChosenLesson,
  LessonContext,
  LessonSelection,
  RecordedLessons,
  Sis,
} from "../src/sis/sis.ts";

export function lesson(id: string, more: Partial<Lesson> = {}): Lesson {
  return {
    id,
    title: `Title of ${id}`,
    when: `It is about ${id}.`,
    do: `Do ${id}.`,
    tags: [],
    tools: [],
    scope: "global",
    status: "active",
    createdAt: 0,
    evidence: [],
    ...more,
  };
}

export const chosen = (id: string, more?: Partial<Lesson>): ChosenLesson => ({
  lesson: lesson(id, more),
  score: 1,
});

export const selection = (shown: string[], withheld: string[] = []): LessonSelection => ({
  lessons: shown.map((id) => chosen(id)),
  withheld,
});

type Answer<Value> = Value | Promise<Value>;

/** Chooses and records as the test says, and shows what it was asked. */
export function fakeSis(
  select: (context: LessonContext, index: number) => Answer<LessonSelection> = () => selection([]),
  record: (episode: Episode) => Answer<unknown> = () => {},
  recorded: Partial<RecordedLessons> = {},
) {
  const contexts: LessonContext[] = [];
  const episodes: Episode[] = [];
  const refuse = () => Promise.reject(new Error("No run asks for this."));
  const sis: Sis = {
    select: async (context) => select(context, contexts.push(context) - 1),
    async record(episode) {
      episodes.push(episode);
      await record(episode);
      return { ...nothing, ...recorded };
    },
    reflect: refuse,
    add: refuse,
    approve: refuse,
    reject: refuse,
    retire: refuse,
    explain: refuse,
    list: refuse,
    stats: refuse,
  };
  return { sis, contexts, episodes };
}

const nothing: RecordedLessons = {
  outcome: undefined,
  added: [],
  confirmed: [],
  refused: [],
  judged: [],
};
