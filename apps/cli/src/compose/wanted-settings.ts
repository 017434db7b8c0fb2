import type { Configuration, ConfigurationFlags } from "@argent/tools/app";
import type { WantedSettings } from "../conversation/session-settings.ts";
import { chooseUsableModel } from "./choose-usable-model.ts";
import { findModel } from "./find-model.ts";

/**
 * What flags and settings say about the model: a flag wins over the session's, and the settings are for sessions that
 * have none yet.
 *
 * @throws AiError for a model of the flags that is not known or has no key.
 */
export async function wantedSettings(
  flags: ConfigurationFlags,
  { env, settings }: Configuration,
): Promise<WantedSettings> {
  const isChosen = flags.model !== undefined || flags.provider !== undefined;
  return {
    model: isChosen ? await chooseUsableModel(settings, env) : undefined,
    findModel: (provider, id) => findModel(provider, id, env),
    defaultModel: () => chooseUsableModel(settings, env),
    thinkingLevel: flags.thinking,
    defaultThinkingLevel: settings.thinking,
  };
}
