import type { ExecutionEnv } from "@argent/agent/env";
import { type HostEnvOptions, hostEnv } from "./host-env.ts";

export type LocalEnvOptions = HostEnvOptions;

/** Files and processes of this machine, as the current user, not isolated. */
export function localEnv(options: LocalEnvOptions): ExecutionEnv {
  return hostEnv(options, {
    id: "local",
    isolation: { level: "none", description: "not isolated: commands run as the current user" },
  });
}
