import type { Lesson } from "../lesson.ts";
import type { SisPolicy } from "../policy.ts";
import { relevanceOf } from "../rank/rank-lessons.ts";
import { nearbyIn } from "../rank/shortlist.ts";
import type { LessonContext, LessonExplanation } from "../sis.ts";
import type { LessonRecord } from "./lesson-book.ts";
import { isInScope } from "./lesson-use.ts";
import { decayed, utilityOf } from "./utility.ts";

/** Puts together what is known of a lesson, and whether it can be chosen. */
export function explainLesson(
  record: LessonRecord,
  lessons: readonly Lesson[],
  context: LessonContext | undefined,
  { policy, now }: { policy: SisPolicy; now: number },
): LessonExplanation {
  const { lesson, cited } = record;
  const shown = decayed(record.shown, now, policy.halfLifeMs);
  const withheld = decayed(record.withheld, now, policy.halfLifeMs);
  const relevance = context && relevanceOf(lesson, lessons, context);
  const reasons = [...obstacles(record), ...(context ? obstaclesIn(lesson, context) : [])];
  const fits = !context || !relevance || relevance.score > 0 || nearbyIn(context)(lesson);
  if (!fits) reasons.push("It does not fit the prompt.");
  const canBeChosen = reasons.length === 0;
  if (canBeChosen) reasons.push(...hints(record, policy));
  return {
    lesson,
    ...utilityOf(shown, withheld),
    shown,
    withheld,
    cited,
    ...(relevance && { relevance }),
    canBeChosen,
    reasons,
  };
}

function obstacles({ lesson, statusReason }: LessonRecord): string[] {
  const { status, supersededBy } = lesson;
  if (supersededBy !== undefined) return [`${supersededBy} has taken its place.`];
  if (status === "candidate") return ["It waits for a person's approval."];
  if (status === "retired")
    return [statusReason === undefined ? "It was retired." : `It was retired. ${statusReason}`];
  if (status === "rejected") return ["A person rejected it."];
  return [];
}

function obstaclesIn(lesson: Lesson, context: LessonContext): string[] {
  const reasons: string[] = [];
  if (!isInScope(lesson, context)) reasons.push(`It holds in ${lesson.scope} only.`);
  if (context.live?.includes(lesson.id)) reasons.push("The conversation shows it already.");
  return reasons;
}

function hints({ lesson, isPersons, choices }: LessonRecord, policy: SisPolicy): string[] {
  if (isPersons) return ["A person asked for it, so it is never withheld."];
  if (lesson.status === "active") {
    if (policy.holdout.active <= 0) return ["It helps, and is never withheld."];
    return [
      `It helps; one time in ${Math.round(1 / policy.holdout.active)} it is withheld, to see whether it still does.`,
    ];
  }
  return [`It is on trial: chosen ${choices} of ${policy.trialQuota} times.`];
}
