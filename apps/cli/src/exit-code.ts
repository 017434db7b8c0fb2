import type { RunResult } from "@argent/agent";

/** Documented in `argent --help`. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  limit: 3,
  interrupted: 130,
} as const;

export function exitCodeOf(result: RunResult): number {
  switch (result.stopReason) {
    case "aborted":
      return exitCode.interrupted;
    case "limit":
    case "repetition":
      return exitCode.limit;
    default:
      if (result.success) return exitCode.done;
      return isConfiguration(result) ? exitCode.usage : exitCode.failed;
  }
}

/** The first request was never answered with anything but "this cannot work". */
function isConfiguration({ turns, error }: RunResult): boolean {
  return (
    turns === 0 &&
    (error?.kind === "auth" || error?.kind === "not_found" || error?.kind === "invalid_request")
  );
}
