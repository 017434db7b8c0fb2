import type { Loose } from "../../pi-ai/loose.ts";
import { OutOfScopeError, type OutOfScopeReason } from "./out-of-scope-error.ts";

/** A function that fails when it is called. */
export function unavailable(name: string, reason: OutOfScopeReason): (...args: Loose[]) => Loose {
  return () => {
    throw new OutOfScopeError(name, reason);
  };
}

/** A class that can be extended, and fails when an object is made. */
export function unavailableClass(
  name: string,
  reason: OutOfScopeReason,
): new (
  ...args: Loose[]
) => Loose {
  return class {
    constructor() {
      throw new OutOfScopeError(name, reason);
    }
  };
}
