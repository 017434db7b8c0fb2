import { type AnswerView, apart } from "./answer-view.ts";
import type { Look } from "./look.ts";

/** Lines, or how to make them when they are written, for those with code in colours that may have to be loaded. */
export type Printed = readonly string[] | ((look: Look) => readonly string[]);

/** What is to be written above the live part, in order: finished lines, and answers as far as they are finished. */
export interface OutputQueue {
  print(lines: Printed, answer: AnswerView | undefined): void;
  /** What of this answer is finished comes before everything that is printed from now on. */
  put(answer: AnswerView): void;
  /** What can be written now. While the colours of code are being loaded, that is nothing from there on. */
  take(look: Look): string[];
}

export function createOutputQueue(): OutputQueue {
  const waiting: (Printed | AnswerView)[] = [];

  const put = (answer: AnswerView) => {
    if (waiting.at(-1) !== answer) waiting.push(answer);
  };

  return {
    put,
    print(lines, answer) {
      if (answer) put(answer);
      waiting.push(lines);
    },
    take(look) {
      const lines: string[] = [];
      for (let next = waiting[0]; next; next = waiting[0]) {
        if ("takeFinished" in next) lines.push(...next.takeFinished(look));
        const made = typeof next === "function" ? apart(next(look)) : [];
        if (look.highlighter.isLoading) break;
        lines.push(...("takeFinished" in next || typeof next === "function" ? made : apart(next)));
        waiting.shift();
      }
      return lines;
    },
  };
}
