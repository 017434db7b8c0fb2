import { exitCode } from "../../exit-code.ts";
import { explanationLines } from "../../lessons/explanation-lines.ts";
import { findLesson } from "../../lessons/find-lesson.ts";
import { openLessonsHere } from "../../lessons/open-lessons-here.ts";
import { styleFor } from "../../view/style.ts";

/** With a prompt also how well the lesson fits it, in the project that the command is called in. */
export async function lessonsWhyCommand(
  reference: string,
  prompt: string,
  options: { json?: boolean },
): Promise<number> {
  const { sis, project } = await openLessonsHere();
  const { id } = await findLesson(sis, reference);
  const context = prompt === "" ? undefined : { prompt, scope: project };
  const explanation = await sis.explain(id, context);
  const lines = options.json
    ? [JSON.stringify(explanation, null, 2)]
    : explanationLines(explanation, prompt, styleFor(process.stdout));
  process.stdout.write(`${lines.join("\n")}\n`);
  return exitCode.done;
}
