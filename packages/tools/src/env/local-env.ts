import type { ExecutionEnv, Isolation } from "@argent/agent/env";
import { type HostEnvOptions, hostEnv } from "./host-env.ts";

/** The working folder, the roots of the file methods, and what commands get. */
export type LocalEnvOptions = HostEnvOptions;

/** What every approval shows when nothing confines commands. */
export const notIsolated: Isolation = {
  level: "none",
  description: "not isolated: commands run as the current user",
};

/**
 * Files and processes of this machine, as the current user, not isolated.
 *
 * @throws ToolError `invalid` for a `cwd` that is not absolute.
 */
export function localEnv(options: LocalEnvOptions): ExecutionEnv {
  return hostEnv(options, { id: "local", isolation: notIsolated });
}
