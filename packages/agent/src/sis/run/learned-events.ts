import type { AgentEventBody } from "../../event.ts";
import { explainRefusal } from "../learn/explain-refusal.ts";
import type { Lesson } from "../lesson.ts";
import type { FoundLessons } from "../sis.ts";

/** What there is to tell about what a run taught, and about a wish to remember something that was refused. */
export function learnedEvents(found: readonly FoundLessons[]): AgentEventBody[] {
  const added = found.flatMap((each) => each.added);
  const confirmed = found.flatMap((each) => each.confirmed);
  const learned = new Map([
    ...confirmed.map((lesson) => [lesson.id, learnedLesson(lesson, false)] as const),
    ...added.map((lesson) => [lesson.id, learnedLesson(lesson, true)] as const),
  ]);
  const events: AgentEventBody[] = [];
  if (learned.size > 0) events.push({ type: "lesson_learned", lessons: [...learned.values()] });
  for (const { found: lesson, reason } of found.flatMap(({ refused }) => refused)) {
    if (lesson.source !== "remember") continue;
    // Without its words, which may be what must not be written down.
    const message = `What you asked to remember was not noted: ${explainRefusal(reason)}.`;
    events.push({ type: "warning", message });
  }
  return events;
}

function learnedLesson({ id, title }: Lesson, isNew: boolean) {
  return { id, title, isNew };
}
