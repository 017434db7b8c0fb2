import type { LessonExplanation, LessonStatus } from "@argent/agent";
import { workingFolder } from "@argent/tools/app";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { isMeasured, percent } from "../../lessons/explanation-lines.ts";
import { openLessonsHere } from "../../lessons/open-lessons-here.ts";
import { age } from "../../view/age.ts";
import { oneLine } from "../../view/plain.ts";
import { table } from "../../view/table.ts";

export interface ListLessonsOptions {
  status?: LessonStatus;
  /** `"global"`, `"project"`, or a folder. */
  scope?: string;
  all?: boolean;
  json?: boolean;
}

/** Statuses of lessons that are shown, or could be after an approval. */
const living: readonly LessonStatus[] = ["candidate", "trial", "active"];

export async function lessonsListCommand(options: ListLessonsOptions): Promise<number> {
  const { sis, project } = await openLessonsHere();
  const everything = await sis.list();
  const scopes = await wantedScopes(options, project);
  const statuses = options.status ? [options.status] : options.all ? undefined : living;
  const wanted = everything.filter(
    ({ scope, status }) =>
      (scopes?.includes(scope) ?? true) && (statuses?.includes(status) ?? true),
  );
  const lessons = await Promise.all(wanted.map(({ id }) => sis.explain(id)));
  const plain = lessons.map(({ lesson, confidence }) => ({ ...lesson, confidence }));
  if (options.json) process.stdout.write(`${JSON.stringify(plain, null, 2)}\n`);
  else if (lessons.length > 0) process.stdout.write(`${rowsOf(lessons, project).join("\n")}\n`);
  else process.stderr.write(`${nothing(everything.length)}\n`);
  return exitCode.done;
}

/** Undefined: all of them. */
async function wantedScopes(
  { scope, all }: ListLessonsOptions,
  project: string,
): Promise<readonly string[] | undefined> {
  if (scope === "global") return ["global"];
  if (scope === "project") return [project];
  if (scope !== undefined) return [await workingFolder(scope, ambient())];
  return all ? undefined : ["global", project];
}

function rowsOf(lessons: readonly LessonExplanation[], project: string): string[] {
  const now = Date.now();
  const rows = lessons.map((explanation) => {
    const { id, status, scope, createdAt, title } = explanation.lesson;
    return [
      id,
      status,
      isMeasured(explanation) ? percent(explanation.confidence) : "",
      scope === project ? "project" : oneLine(scope, 40),
      age(new Date(createdAt), now),
      oneLine(title, 70),
    ];
  });
  return table([["LESSON", "STATUS", "HELPS", "SCOPE", "AGE", "ABOUT"], ...rows], {
    right: [2, 4],
  });
}

function nothing(count: number): string {
  return count === 0
    ? 'There are no lessons yet. Runs with --lessons find them, and "argent lessons add" writes one down.'
    : `None fits here; "argent lessons list --all" shows all ${count}.`;
}
