import { SessionChanged } from "./session-error.ts";

/**
 * Makes a function that appends for somebody who goes on in a branch of his own when others have appended: the refused
 * append has read what they wrote, and the next one stands beside it. `tell` hears of each change once.
 */
export function besideOthers(
  tell: (change: SessionChanged) => void,
): (append: () => Promise<string>) => Promise<string> {
  let told: SessionChanged | undefined;
  return async (append) => {
    try {
      return await append();
    } catch (cause) {
      if (!(cause instanceof SessionChanged) || cause.reason !== "appended") throw cause;
      if (cause !== told) tell(cause);
      told = cause;
      return append();
    }
  };
}
