import { oneLine } from "./plain.ts";

/** A lesson that the model is shown, with the id by which a person can ask about it. */
export function lessonLine(lesson: { id: string; title: string }): string {
  return `✦ lesson ${named(lesson)}`;
}

/** A lesson that a run taught, for the first time or once more. */
export function learnedLine(lesson: { id: string; title: string; isNew: boolean }): string {
  return `✦ ${lesson.isNew ? "learned" : "learned again"} ${named(lesson)}`;
}

function named({ id, title }: { id: string; title: string }): string {
  return `${oneLine(id, 40)}: ${oneLine(title, 120)}`;
}
