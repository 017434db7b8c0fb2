import { type ArgentRuntimeOptions, createArgentRuntime, type Runtime } from "@argent/agent";
import { locatePi, type PiLocation } from "./load-pi.ts";
import { performPiRun } from "./perform-pi-run.ts";
import { type PiRequestsOptions, piProvider } from "./pi-requests.ts";

/** Which Pi runs, with which keys; everything else is as in `ArgentRuntimeOptions`. */
export interface PiRuntimeOptions extends Omit<ArgentRuntimeOptions, "provider" | "perform"> {
  /** Which installed Pi. */
  pi: PiLocation;
  /** Keys and endpoints; what Pi finds in its own files and the environment does not count. */
  requests: PiRequestsOptions;
}

/**
 * The runtime over the real Pi: its loop, its providers, its conversion of messages; with the same sessions, tools, hooks
 * and queue as Argent's, so that a flag can be flipped back. Limits, retries, and steering that cancels running tools are
 * Argent's own and do not hold here.
 *
 * @throws AiError `sdk_missing` when Pi is not installed; the message names the packages.
 */
export function createPiRuntime({ pi: location, requests, ...options }: PiRuntimeOptions): Runtime {
  const pi = locatePi(location);
  const runtime = createArgentRuntime({
    ...options,
    provider: piProvider(pi, requests),
    perform: (run) => performPiRun(run, { ...requests, pi }),
  });
  return { ...runtime, id: "pi" };
}
