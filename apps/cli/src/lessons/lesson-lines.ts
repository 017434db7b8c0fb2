import type { Lesson, LessonSource } from "@argent/agent";
import { oneLine } from "../view/plain.ts";
import type { Style } from "../view/style.ts";
import { table } from "../view/table.ts";

/** Characters of one text that are shown. */
const limit = 4_096;

const sources: Record<LessonSource, string> = {
  retry: "a call that failed, and one that succeeded in its place",
  repeated_failure: "a call that failed again and again",
  correction: "a correction by the user",
  remember: "the user's wish to remember it",
  reflection: "a model's look back on a run",
  person: "somebody who wrote it down",
};

/** A lesson for people: what it says, where it holds, and where it comes from. */
export function lessonLines(lesson: Lesson, style: Style): string[] {
  const { id, title, status, scope, evidence, tags, tools, supersededBy } = lesson;
  const rows: [name: string, value: string | undefined][] = [
    ["When", lesson.when],
    ["Do", lesson.do],
    ["Why", lesson.why],
    ["Status", supersededBy === undefined ? status : `${status}; ${supersededBy} took its place`],
    ["Holds", scope === "global" ? "everywhere" : `in ${scope}`],
    ["Tools", tools.join(", ")],
    ["Words", tags.join(", ")],
    ...evidence.map(({ kind, at }, index): [string, string] => [
      index === 0 ? "From" : "",
      `${sources[kind]} (${new Date(at).toISOString().slice(0, 10)})`,
    ]),
  ];
  const shown = rows.filter((row): row is [string, string] => Boolean(row[1]));
  return [
    `${style.cyan(id)}  ${style.bold(oneLine(title, limit))}`,
    ...table(shown.map(([name, value]) => [`  ${name}`, oneLine(value, limit)])),
  ];
}
