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
        const made = written(next, look);
        const { isLoading } = look.highlighter;
        // An answer keeps what it could not give yet; what is printed is made again when the colours are there.
        if (isLoading && !("takeFinished" in next)) break;
        lines.push(...made);
        if (isLoading) break;
        waiting.shift();
      }
      return lines;
    },
  };
}

function written(item: Printed | AnswerView, look: Look): string[] {
  if (typeof item === "function") return apart(item(look));
  return "takeFinished" in item ? item.takeFinished(look) : apart(item);
}
