import type { ExecutionEnv, Isolation } from "@argent/agent/env";
import { type HostEnvOptions, hostEnv } from "./host-env.ts";

export type LocalEnvOptions = HostEnvOptions;

/** What every approval shows when nothing confines commands. */
export const notIsolated: Isolation = {
  level: "none",
  description: "not isolated: commands run as the current user",
};

/** Files and processes of this machine, as the current user, not isolated. */
export function localEnv(options: LocalEnvOptions): ExecutionEnv {
  return hostEnv(options, { id: "local", isolation: notIsolated });
}
