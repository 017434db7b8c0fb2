import { oneLine } from "./plain.ts";

/** A lesson that the model is shown, with the id by which a person can ask about it. */
export function lessonLine({ id, title }: { id: string; title: string }): string {
  return `✦ lesson ${oneLine(id, 40)}: ${oneLine(title, 120)}`;
}
