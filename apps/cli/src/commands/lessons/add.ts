import type { Lesson } from "@argent/agent";
import { exitCode } from "../../exit-code.ts";
import { openLessonsHere } from "../../lessons/open-lessons-here.ts";
import { clipped, oneLine } from "../../view/plain.ts";

export interface AddLessonOptions {
  when: string;
  do: string;
  title?: string;
  why?: string;
  tag?: string[];
  tool?: string[];
  global?: boolean;
  json?: boolean;
}

/** Adds what a person wrote, or says which lesson says it already; tells what it takes the place of. */
export async function lessonsAddCommand(options: AddLessonOptions): Promise<number> {
  const { sis, project } = await openLessonsHere();
  const { lesson, isNew } = await sis.add(
    {
      title: options.title ?? clipped(options.do.trim(), 80),
      when: options.when,
      do: options.do,
      why: options.why,
      tags: options.tag,
      tools: options.tool,
      scope: options.global ? "global" : project,
    },
    "person",
  );
  const replaced = (await sis.list()).filter((other) => other.supersededBy === lesson.id);
  const text = options.json
    ? JSON.stringify({ lesson, isNew, replaced: replaced.map(({ id }) => id) }, null, 2)
    : [isNew ? added(lesson) : known(lesson), ...replaced.map(replacement)].join("\n");
  process.stdout.write(`${text}\n`);
  return exitCode.done;
}

function added({ id, status, scope, title }: Lesson): string {
  const place = scope === "global" ? "everywhere" : `in ${scope}`;
  return `${id} is ${status} and holds ${place}: ${oneLine(title, 80)}`;
}

/** One that is not shown any more does not come back by being said again. */
function known({ id, status, title }: Lesson): string {
  const advice = status === "active" ? "" : `. "argent lessons approve ${id}" makes it active`;
  return `${id} says it already (${status}): ${oneLine(title, 80)}${advice}`;
}

function replacement({ id, title }: Lesson): string {
  return `It takes the place of ${id}, which says otherwise: ${oneLine(title, 80)}`;
}
