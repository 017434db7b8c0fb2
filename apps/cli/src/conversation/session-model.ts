import type { ArgentSessionManager } from "@argent/agent";
import { AiError, getModel, type Model, type ThinkingLevel } from "@argent/ai";
import type { ConversationOptions, FindModel } from "./conversation-options.ts";

/** The model that a session was last answered by; `undefined` when it was never answered or nobody knows the model. */
export async function sessionModel(
  session: ArgentSessionManager,
  findModel: FindModel = knownModel,
): Promise<Model | undefined> {
  const used = session.buildSessionContext().model;
  return used === null ? undefined : findModel(used.provider, used.modelId);
}

/** What to tell people when a session goes on with another model than it was last answered by, as that is not known. */
export function otherModelWarning(
  session: ArgentSessionManager,
  { provider, id }: Model,
): string | undefined {
  const used = session.buildSessionContext().model;
  if (used === null || (used.provider === provider && used.modelId === id)) return undefined;
  return `This session was last answered by ${used.provider}/${used.modelId}, which is not to be found now. ${provider}/${id} answers instead.`;
}

/** The level that a session was last set to; one that was never answered has the default. */
export function sessionThinking(
  session: ArgentSessionManager,
  { defaultThinkingLevel = "off" }: Pick<ConversationOptions, "defaultThinkingLevel">,
): ThinkingLevel {
  const { thinkingLevel, model } = session.buildSessionContext();
  if (model === null && thinkingLevel === "off") return defaultThinkingLevel;
  return thinkingLevels.find((level) => level === thinkingLevel) ?? "off";
}

/** From the least to the most. */
export const thinkingLevels: readonly ThinkingLevel[] = [
  "off",
  "minimal",
  "low",
  "medium",
  "high",
  "xhigh",
];

/** The model of the models database, if it is there. */
export function knownModel(provider: string, id: string): Model | undefined {
  try {
    return getModel(provider, id);
  } catch (cause) {
    if (AiError.isInstance(cause) && cause.code === "not_found") return undefined;
    throw cause;
  }
}
