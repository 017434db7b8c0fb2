import { runtimeSettings } from "@argent/agent";
import { chooseModel, getModel, type Model, resolveModel } from "@argent/ai";
import { type CodingRuntimeOptions, createApproval } from "@argent/tools";
import { type Configuration, envOpener, lessonsForRuns } from "@argent/tools/app";

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
    resolveModel: (reference, provider) =>
      isLocal(provider)
        ? chooseModel({ model: reference, provider }, env)
        : resolveModel(reference, { provider }),
    findModel: (provider, id) =>
      isLocal(provider) ? chooseModel({ model: id, provider }, env) : getModel(provider, id),
    openEnv: envOpener(configuration),
    approval: createApproval({
      mode: settings.approval?.mode ?? "auto",
      rules: settings.approval?.rules,
    }),
    extraTools,
    sis: lessonsForRuns(configuration),
  };
}

/** Models of a local server are the ones that it lists now. */
function isLocal(provider: string | undefined): boolean {
  return provider === "openai-compatible";
}
