import type { ExecutionEnv } from "@argent/agent/env";
import { localEnv, sandboxEnv, ToolError } from "@argent/tools";
import type { Configuration } from "./configuration.ts";

/** Opens the environment that the settings ask for. What holds is what its `isolation` says, wherever somebody decides. */
export function envOpener({
  env,
  settings,
}: Configuration): (cwd: string) => Promise<ExecutionEnv> {
  return async (cwd) => {
    switch (settings.sandbox) {
      case "require":
        return sandboxEnv({ cwd, env });
      case "auto":
        try {
          return await sandboxEnv({ cwd, env });
        } catch (cause) {
          if (!ToolError.isInstance(cause)) throw cause;
          return localEnv({ cwd, env });
        }
      default:
        return localEnv({ cwd, env });
    }
  };
}
