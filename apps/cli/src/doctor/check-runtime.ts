import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { readRuntimeFlag } from "@argent/agent";
import { locatePi } from "@argent/compat";
import type { Check } from "./check.ts";

/** Which runtime is in force and why, and whether it is there. */
export function checkRuntime(env: Record<string, string | undefined>): Check {
  try {
    const { choice = "argent", fallback, reason } = readRuntimeFlag(env);
    const detail = `${choice}${fallback ? ", with Pi to fall back to" : ""} (${reason})`;
    if (choice === "argent" && !fallback) return { name: "runtime", status: "ok", detail };
    const folder = dirname(fileURLToPath(import.meta.resolve("@argent/compat")));
    const { scope, version } = locatePi({ folders: [folder] });
    return { name: "runtime", status: "ok", detail: `${detail}: Pi ${version} of ${scope}` };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    return { name: "runtime", status: "problem", detail };
  }
}
