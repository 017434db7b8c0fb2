import { readRuntimeFlag } from "@argent/agent/runtime-flag";

/** What the hook does in this process, and what it says about it. */
export type Decision =
  | { action: "nothing" }
  | { action: "keep" | "shadow" | "redirect" | "refuse"; message: string };

const neededNode = "22.18";

/**
 * Decides from the environment. Nobody is disturbed who did not choose a runtime: without the variables nothing happens,
 * on any version of Node.
 */
export function decide(
  env: Record<string, string | undefined>,
  nodeVersion: string,
  version: string,
): Decision {
  const flag = readFlag(env);
  if ("message" in flag) return { action: "refuse", message: `invalid_flag: ${flag.message}` };
  const { choice, reason } = flag;
  switch (choice) {
    case undefined:
      return { action: "nothing" };
    case "pi":
      return { action: "keep", message: `${reason}: Pi's own packages stay in force.` };
    case "shadow":
    case "argent":
      if (!isAtLeast(nodeVersion, neededNode)) return tooOld(nodeVersion, reason);
      return choice === "shadow"
        ? {
            action: "shadow",
            message: `${reason}: Pi's own packages stay in force, and every request is compared with that of @argent/compat ${version}.`,
          }
        : {
            action: "redirect",
            message: `${reason}: pi-ai, pi-agent-core and pi-coding-agent are served by @argent/compat ${version}.`,
          };
    default:
      return choice satisfies never;
  }
}

function tooOld(nodeVersion: string, reason: string): Decision {
  return {
    action: "refuse",
    message: `node_too_old: @argent/compat/register needs Node ${neededNode} or newer, and this is Node ${nodeVersion}. Update Node, or unset ${reason.split("=")[0]} to stay on Pi.`,
  };
}

function readFlag(env: Record<string, string | undefined>) {
  try {
    return readRuntimeFlag(env);
  } catch (cause) {
    if (cause instanceof RangeError) return { message: cause.message };
    throw cause;
  }
}

function isAtLeast(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split(".").map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
