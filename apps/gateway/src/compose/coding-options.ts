import { runtimeSettings } from "@argent/agent";
import type { Model } from "@argent/ai";
import { type CodingRuntimeOptions, createApproval } from "@argent/tools";
import { type Configuration, envOpener } from "@argent/tools/app";

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
