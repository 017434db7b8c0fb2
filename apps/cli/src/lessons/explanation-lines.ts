import type { EpisodeTally, LessonExplanation } from "@argent/agent";
import { oneLine } from "../view/plain.ts";
import type { Style } from "../view/style.ts";
import { table } from "../view/table.ts";

/** What is known of a lesson's worth, and why it is shown or not. */
export function explanationLines(
  explanation: LessonExplanation,
  prompt: string,
  style: Style,
): string[] {
  const { lesson, confidence, uplift, shown, withheld, cited, relevance } = explanation;
  const { canBeChosen, reasons } = explanation;
  return [
    `${style.cyan(lesson.id)}  ${style.bold(oneLine(lesson.title, 200))}  ${style.dim(lesson.status)}`,
    "",
    ...table(
      [
        ["RUNS", "SUCCEEDED", "FAILED", "RATE"],
        ["with it", ...tally(shown)],
        ["without it", ...tally(withheld)],
      ],
      { right: [1, 2, 3] },
    ),
    "",
    isMeasured(explanation)
      ? `Runs go better with it than without: probability ${percent(confidence)}, expected difference ${points(uplift)}.`
      : "No run has shown yet whether it helps.",
    `The model referred to it in ${cited} ${cited === 1 ? "run" : "runs"}.`,
    ...(relevance === undefined
      ? []
      : [
          `It fits ${JSON.stringify(oneLine(prompt, 60))} with ${relevance.score.toFixed(2)}${
            relevance.matches.length === 0 ? "" : `: ${oneLine(relevance.matches.join(", "), 200)}`
          }.`,
        ]),
    canBeChosen ? "It can be chosen." : "It cannot be chosen.",
    ...reasons.map((reason) => `- ${oneLine(reason, 400)}`),
  ];
}

/** Whether any run says something of a lesson's worth; its confidence is one half without. */
export function isMeasured({ shown, withheld }: LessonExplanation): boolean {
  return shown.succeeded + shown.failed + withheld.succeeded + withheld.failed > 0;
}

/** Old runs count less, so the numbers need not be whole. */
function tally({ succeeded, failed }: EpisodeTally): string[] {
  const all = succeeded + failed;
  return [succeeded.toFixed(1), failed.toFixed(1), all === 0 ? "" : percent(succeeded / all)];
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function points(difference: number): string {
  const rounded = Math.round(difference * 100);
  return `${rounded > 0 ? "+" : ""}${rounded} points`;
}
