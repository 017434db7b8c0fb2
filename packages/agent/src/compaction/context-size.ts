import { contextPathBackward, type EntryChain } from "./context-path.ts";
import { countedTokens } from "./measure-context.ts";

/**
 * How large the context of a session is, in tokens: what the newest answer was counted at, with estimates for what came
 * after it. `undefined` before the first answer and right after a compaction.
 */
export function contextSize(session: EntryChain): number | undefined {
  return countedTokens(contextPathBackward(session));
}
