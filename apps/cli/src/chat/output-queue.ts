import { type AnswerView, apart } from "./answer-view.ts";
import type { Look } from "./look.ts";

/** What is to be written above the live part, in order: finished lines, and answers as far as they are finished. */
export interface OutputQueue {
  print(lines: readonly string[], answer: AnswerView | undefined): void;
  /** What of this answer is finished comes before everything that is printed from now on. */
  put(answer: AnswerView): void;
  /** What can be written now. While the colours of code are being loaded, that is nothing from there on. */
  take(look: Look): string[];
}

export function createOutputQueue(): OutputQueue {
  const waiting: (readonly string[] | AnswerView)[] = [];

  const put = (answer: AnswerView) => {
    if (waiting.at(-1) !== answer) waiting.push(answer);
  };

  return {
    put,
    print(lines, answer) {
      if (lines.length === 0) return;
      if (answer) put(answer);
      waiting.push(apart(lines));
    },
    take(look) {
      const lines: string[] = [];
      for (let next = waiting[0]; next; next = waiting[0]) {
        lines.push(...("takeFinished" in next ? next.takeFinished(look) : next));
        if (look.highlighter.isLoading) break;
        waiting.shift();
      }
      return lines;
    },
  };
}
