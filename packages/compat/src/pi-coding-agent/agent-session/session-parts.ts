import type { Agent } from "../../pi-agent-core/agent.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import type { Model } from "../../pi-ai/types.ts";
import type { ModelRegistry } from "../models/model-registry.ts";
import type { SessionManager } from "../session/session-manager.ts";
import type { SettingsManager } from "../settings/settings-manager.ts";
import type { ResourceLoader } from "../skills/resource-loader.ts";
import { loginExpiredMessage, noKeyMessage, noModelMessage } from "./auth-guidance.ts";
import type { EmitSessionEvent } from "./session-event.ts";

/** What the concerns of a session share. */
export interface SessionParts {
  agent: Agent;
  sessionManager: SessionManager;
  settingsManager: SettingsManager;
  modelRegistry: ModelRegistry;
  resourceLoader: ResourceLoader;
  cwd: string;
  emit: EmitSessionEvent;
}

/** The model in force; nothing until one is chosen. */
export function modelOf({ agent }: Pick<SessionParts, "agent">): Model<Loose> | undefined {
  const { model } = agent.state;
  return model && model.id !== "unknown" ? model : undefined;
}

/** @throws Error in Pi's words when there is no model, or nothing to ask it with. */
export function readyModel(parts: SessionParts): Model<Loose> {
  const model = modelOf(parts);
  const { modelRegistry } = parts;
  if (!model) throw new Error(noModelMessage());
  if (modelRegistry.hasConfiguredAuth(model)) return model;
  throw new Error(
    modelRegistry.isUsingOAuth(model)
      ? loginExpiredMessage(model.provider)
      : noKeyMessage(model.provider),
  );
}

/** The model with its key and headers, for requests outside of a run. */
export async function requestAuth(parts: SessionParts) {
  const model = readyModel(parts);
  const auth = await parts.modelRegistry.getApiKeyAndHeaders(model);
  if (!auth.ok) throw new Error(auth.error);
  if (!auth.apiKey && parts.modelRegistry.isUsingOAuth(model)) {
    throw new Error(loginExpiredMessage(model.provider));
  }
  if (!auth.apiKey) throw new Error(noKeyMessage(model.provider));
  return { model, apiKey: auth.apiKey, headers: auth.headers };
}

/** Makes the agent's transcript what the session says it is. */
export function reloadMessages({ agent, sessionManager }: SessionParts): void {
  agent.state.messages = sessionManager.buildSessionContext().messages;
}
