import { getModels } from "../../pi-ai/models.ts";
import type { Api, Model } from "../../pi-ai/types.ts";
import type { SettingsManager } from "../settings/settings-manager.ts";
import type { ModelRegistry } from "./model-registry.ts";

/** The model that a session begins with: the one of the settings, else a good one that has a credential. */
export function initialModel(
  registry: ModelRegistry,
  settings: SettingsManager,
): Model<Api> | undefined {
  const provider = settings.getDefaultProvider();
  const modelId = settings.getDefaultModel();
  const wanted = provider && modelId ? registry.find(provider, modelId) : undefined;
  if (wanted && registry.hasConfiguredAuth(wanted)) return wanted;
  const available = registry.getAvailable();
  return preferred(available) ?? available[0];
}

/** The model that its vendor's best-known name means, of the vendors in this order. */
const preferences = [
  ["anthropic", "claude-sonnet-4-5"],
  ["openai", "gpt-5"],
  ["google", "gemini-2.5-pro"],
  ["xai", "grok-4"],
  ["zai", "glm-4.7"],
  ["minimax", "MiniMax-M2.1"],
] as const;

function preferred(available: readonly Model<Api>[]): Model<Api> | undefined {
  for (const [provider, id] of preferences) {
    const candidates = available.filter((model) => model.provider === provider);
    if (candidates.length === 0) continue;
    const known = getModels(provider).find((model) => model.id.startsWith(id))?.id;
    return candidates.find((model) => model.id === known) ?? candidates[0];
  }
  return undefined;
}
