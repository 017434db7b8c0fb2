import { createContext, Script } from "node:vm";
import { ToolError } from "../tool-error.ts";

/** Runs synchronous work that is ended from outside when it takes too long: some patterns never finish. */
export function createBoundedRunner(): (ms: number, task: () => void) => void {
  const context = createContext({ task: undefined });
  const script = new Script("task()");
  return (ms, task) => {
    context.task = task;
    try {
      script.runInContext(context, { timeout: Math.ceil(ms) });
    } catch (cause) {
      if (!isTimeout(cause)) throw cause;
      const message = "The pattern takes too long to match. Use a simpler one, or literal text.";
      throw new ToolError("timeout", message, { cause });
    }
  };
}

/** The error comes from another context and is no instance of our `Error`. */
function isTimeout(cause: unknown): boolean {
  return (
    typeof cause === "object" &&
    cause !== null &&
    "code" in cause &&
    cause.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
