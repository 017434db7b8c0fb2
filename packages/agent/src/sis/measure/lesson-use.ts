import type { Lesson } from "../lesson.ts";
import type { LessonContext } from "../sis.ts";

/** Whether a lesson may be shown to a model at all. */
export function isInUse({ status, supersededBy }: Lesson): boolean {
  return (status === "trial" || status === "active") && supersededBy === undefined;
}

/** Whether a lesson holds where the context is. */
export function isInScope({ scope }: Lesson, context: Pick<LessonContext, "scope">): boolean {
  return scope === "global" || scope === context.scope;
}
