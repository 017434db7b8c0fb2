import type { LessonStatus } from "../lesson.ts";
import type { SisPolicy } from "../policy.ts";
import type { LessonRecord } from "./lesson-book.ts";
import { decayed, sizeOf, utilityOf } from "./utility.ts";

/** What is to become of a lesson by what is measured; `undefined`: nothing changes. A person's lessons are not judged. */
export function judgeLesson(
  record: LessonRecord,
  now: number,
  policy: SisPolicy,
): { status: LessonStatus; reason: string } | undefined {
  const { status } = record.lesson;
  if (record.isPersons || (status !== "trial" && status !== "active")) return undefined;
  const shown = decayed(record.shown, now, policy.halfLifeMs);
  const withheld = decayed(record.withheld, now, policy.halfLifeMs);
  const { confidence, uplift } = utilityOf(shown, withheld);
  const isKnown = sizeOf(shown) >= policy.minEpisodes && sizeOf(withheld) >= policy.minEpisodes;
  const measured = `${percent(rateOf(shown))} of the runs went well with it, ${percent(rateOf(withheld))} without`;
  if (isKnown && confidence < policy.retireBelow) {
    return { status: "retired", reason: `It does harm: ${measured}.` };
  }
  if (status === "active") {
    if (!isKnown || confidence >= 0.5) return undefined;
    return { status: "trial", reason: `It may not help any more: ${measured}.` };
  }
  if (isKnown && confidence >= policy.keepAbove && uplift > 0) {
    return { status: "active", reason: `It helps: ${measured}.` };
  }
  if (record.choices < policy.trialQuota) return undefined;
  return {
    status: "retired",
    reason: `It made no difference in ${record.choices} runs: ${measured}.`,
  };
}

function rateOf(tally: { succeeded: number; failed: number }): number {
  return sizeOf(tally) === 0 ? 0 : tally.succeeded / sizeOf(tally);
}

function percent(rate: number): string {
  return `${Math.round(rate * 100)} %`;
}
