import {
  type ArgentRuntimeOptions,
  createArgentRuntime,
  type Runtime,
  type RuntimeFlag,
  readRuntimeFlag,
} from "@argent/agent";
import { AiError, apiKeyFor } from "@argent/ai";
import {
  baseUrlsFrom,
  type CodingRuntimeOptions,
  codingRuntimeOptions,
  createCodingRuntime,
} from "@argent/tools";
import { performWithFallback } from "./fallback/perform-with-fallback.ts";
import { createPiRuntime } from "./pi-runtime/create-pi-runtime.ts";
import { locatePi, type PiLocation } from "./pi-runtime/load-pi.ts";
import { performInShadow } from "./shadow/perform-in-shadow.ts";
import type { ShadowReport } from "./shadow/shadow-report.ts";

/** What the runtime works with, whichever it is. `env` also holds `ARGENT_RUNTIME`. */
export interface RuntimeOptions extends Omit<CodingRuntimeOptions, "perform"> {
  /** Which installed Pi, where one is asked for. Default: what is installed beside this package. */
  pi?: PiLocation | undefined;
  /** Told of every request that was compared in the shadow. Differences are also warnings among a run's events. */
  onShadowReport?: ((report: ShadowReport) => void) | undefined;
}

/**
 * The runtime that `ARGENT_RUNTIME` asks for: the one place where the command line and the gateway read it. Unset
 * means Argent.
 *
 * @throws RangeError for a value that means nothing, and AiError `sdk_missing` when it asks for a Pi that is not there.
 */
export function createRuntime(options: RuntimeOptions): Runtime {
  const flag = readRuntimeFlag(options.env);
  const { pi: location = { folders: [import.meta.dirname] }, onShadowReport, ...coding } = options;
  const { choice = "argent", fallback } = flag;
  if (choice === "argent" && !fallback) return createCodingRuntime(coding);
  const pi = askedFor(flag, () => locatePi(location));
  const requests = {
    apiKey: (provider: string) => apiKeyFor(provider, options.env),
    baseUrls: baseUrlsFrom(options.env),
  };
  const settings = codingRuntimeOptions(coding);
  const performing = (perform: ArgentRuntimeOptions["perform"]) =>
    createArgentRuntime({ ...settings, perform });
  switch (choice) {
    case "argent":
      return performing((run, own) => performWithFallback(run, own, { pi, requests }));
    case "pi":
      return createPiRuntime({ ...settings, pi: location, requests });
    case "shadow": {
      const shadow = { pi, requests, onReport: onShadowReport };
      return { ...performing((run) => performInShadow(run, shadow)), id: "pi" };
    }
    default:
      return choice satisfies never;
  }
}

/** Says who asked for what is not there. */
function askedFor<Value>({ reason }: RuntimeFlag, find: () => Value): Value {
  try {
    return find();
  } catch (cause) {
    if (!AiError.isInstance(cause)) throw cause;
    throw new AiError(cause.code, `${reason} asks for Pi. ${cause.message}`, { cause });
  }
}
