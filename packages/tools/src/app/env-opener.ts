import type { ExecutionEnv } from "@argent/agent/env";
import { credentialPaths } from "../env/bubblewrap.ts";
import { localEnv } from "../env/local-env.ts";
import { sandboxEnv } from "../env/sandbox-env.ts";
import { ToolError } from "../tool-error.ts";
import type { Configuration } from "./configuration.ts";

/**
 * Opens the environment that the settings ask for. Default: `localEnv`, where nothing is isolated. What holds is what its
 * `isolation` says, wherever somebody decides. With `sandbox: "require"` opening rejects where there is no sandbox. In a
 * sandbox the folder with the keys looks empty, wherever it lies.
 */
export function envOpener({
  env,
  folder,
  settings,
}: Pick<Configuration, "env" | "folder" | "settings">): (cwd: string) => Promise<ExecutionEnv> {
  const hidden = [folder, ...(env.HOME ? credentialPaths(env.HOME) : [])];
  return async (cwd) => {
    switch (settings.sandbox) {
      case "require":
        return sandboxEnv({ cwd, env, hidden });
      case "auto":
        try {
          return await sandboxEnv({ cwd, env, hidden });
        } catch (cause) {
          if (!ToolError.isInstance(cause)) throw cause;
          return localEnv({ cwd, env });
        }
      default:
        return localEnv({ cwd, env });
    }
  };
}
