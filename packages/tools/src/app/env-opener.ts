import type { ExecutionEnv } from "@argent/agent/env";
import { localEnv } from "../env/local-env.ts";
import { sandboxEnv } from "../env/sandbox-env.ts";
import { ToolError } from "../tool-error.ts";
import type { Configuration } from "./configuration.ts";

/**
 * Opens the environment that the settings ask for. Default: `localEnv`, where nothing is isolated. What holds is what its
 * `isolation` says, wherever somebody decides. With `sandbox: "require"` opening rejects where there is no sandbox.
 */
export function envOpener({
  env,
  settings,
}: Pick<Configuration, "env" | "settings">): (cwd: string) => Promise<ExecutionEnv> {
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
