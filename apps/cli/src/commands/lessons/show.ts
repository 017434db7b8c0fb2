import { exitCode } from "../../exit-code.ts";
import { findLesson } from "../../lessons/find-lesson.ts";
import { lessonLines } from "../../lessons/lesson-lines.ts";
import { openLessonsHere } from "../../lessons/open-lessons-here.ts";
import { styleFor } from "../../view/style.ts";

export async function lessonsShowCommand(
  reference: string,
  options: { json?: boolean },
): Promise<number> {
  const { sis } = await openLessonsHere();
  const lesson = await findLesson(sis, reference);
  const lines = options.json
    ? [JSON.stringify(lesson, null, 2)]
    : lessonLines(lesson, styleFor(process.stdout));
  process.stdout.write(`${lines.join("\n")}\n`);
  return exitCode.done;
}
