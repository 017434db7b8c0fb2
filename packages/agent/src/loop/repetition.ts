import type { ToolCall, ToolResultMessage } from "@argent/ai";

/** Notices when a model makes the same calls and gets the same results again and again. */
export function createRepetitionDetector(limit: number): RepetitionDetector {
  let lastCalls: string | undefined;
  let lastResults: readonly ToolResultMessage[] = [];
  let count = 0;
  return {
    isStuck(calls, results) {
      if (limit <= 0) return false;
      const batch = JSON.stringify(calls.map((call) => [call.name, call.arguments]));
      const isSame = batch === lastCalls && textOf(results) === textOf(lastResults);
      count = isSame ? count + 1 : 1;
      lastCalls = batch;
      lastResults = results;
      return count >= limit;
    },
  };
}

function textOf(results: readonly ToolResultMessage[]): string {
  return JSON.stringify(results.map((result) => [result.content, result.isError]));
}

export interface RepetitionDetector {
  isStuck(calls: readonly ToolCall[], results: readonly ToolResultMessage[]): boolean;
}
