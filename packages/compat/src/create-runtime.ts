import { type Runtime, readRuntimeFlag } from "@argent/agent";
import { type CodingRuntimeOptions, createCodingRuntime } from "@argent/tools";

/**
 * The runtime that `ARGENT_RUNTIME` asks for: the one place where the command line and the gateway read it. Unset
 * means Argent.
 *
 * @throws RangeError for a value that means nothing, or for a runtime that is not there; the message says what to do.
 */
export function createRuntime(options: CodingRuntimeOptions): Runtime {
  const { choice = "argent", reason } = readRuntimeFlag(options.env);
  if (choice === "argent") return createCodingRuntime(options);
  throw new RangeError(
    `${reason} asks for the ${choice} runtime, which this version does not have. Unset it, or set ARGENT_RUNTIME=argent.`,
  );
}
