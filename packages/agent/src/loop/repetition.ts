import type { ToolCall, ToolResultMessage } from "@argent/ai";

/** Notices when a model makes the same calls and gets the same results again and again. */
export function createRepetitionDetector(limit: number): RepetitionDetector {
  let last: string | undefined;
  let count = 0;
  return {
    isStuck(calls, results) {
      if (limit <= 0) return false;
      const batch = JSON.stringify([
        calls.map((call) => [call.name, call.arguments]),
        results.map((result) => [result.content, result.isError]),
      ]);
      count = batch === last ? count + 1 : 1;
      last = batch;
      return count >= limit;
    },
  };
}

export interface RepetitionDetector {
  isStuck(calls: readonly ToolCall[], results: readonly ToolResultMessage[]): boolean;
}
