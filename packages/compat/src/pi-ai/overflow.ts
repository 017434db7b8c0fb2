import { isContextOverflow as isOverflow, overflowPatterns } from "@argent/ai";
import type { AssistantMessage } from "./types.ts";

/** Whether the prompt did not fit the model, whose context window is given in tokens. */
export function isContextOverflow(message: AssistantMessage, contextWindow = 0): boolean {
  return isOverflow(message, { contextWindow });
}

/** The wordings that are known for an overflow. */
export function getOverflowPatterns(): RegExp[] {
  return [...overflowPatterns];
}
