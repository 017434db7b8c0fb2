import { runtimeSettings } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import type { Model } from "@argent/ai";
import {
  type CodingRuntimeOptions,
  createApproval,
  localEnv,
  sandboxEnv,
  ToolError,
} from "@argent/tools";
import type { Configuration } from "./configuration.ts";

/** What the gateway's runtime is made of. Nobody is there to be asked: what would be asked about is refused. */
export function codingOptions(
  configuration: Configuration,
  model: Model | undefined,
  extraTools: CodingRuntimeOptions["extraTools"],
): CodingRuntimeOptions {
  const { cwd, env, sessionFolder, settings } = configuration;
  return {
    ...runtimeSettings(settings),
    cwd,
    env,
    sessionFolder,
    model,
    openEnv: envOpener(configuration),
    approval: createApproval({
      mode: settings.approval?.mode ?? "auto",
      rules: settings.approval?.rules,
    }),
    extraTools,
  };
}

/** Opens the environment that the settings ask for. Default: `localEnv`, where nothing is isolated. */
function envOpener({ env, settings }: Configuration): (cwd: string) => Promise<ExecutionEnv> {
  return async (cwd) => {
    if (settings.sandbox !== "require" && settings.sandbox !== "auto")
      return localEnv({ cwd, env });
    try {
      return await sandboxEnv({ cwd, env });
    } catch (cause) {
      if (settings.sandbox === "require" || !ToolError.isInstance(cause)) throw cause;
      return localEnv({ cwd, env });
    }
  };
}
