import { readRuntimeFlag } from "@argent/agent";
import type { Check } from "./check.ts";

export function checkRuntime(): Check {
  try {
    const { choice, reason } = readRuntimeFlag(process.env);
    const detail = `${choice ?? "argent"} (${reason})`;
    if (choice === undefined || choice === "argent")
      return { name: "runtime", status: "ok", detail };
    return {
      name: "runtime",
      status: "problem",
      detail: `${detail}: this version has only the argent runtime`,
    };
  } catch (cause) {
    return {
      name: "runtime",
      status: "problem",
      detail: cause instanceof Error ? cause.message : String(cause),
    };
  }
}
