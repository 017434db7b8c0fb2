import type { ArgentSessionManager } from "@argent/agent";
import {
  AiError,
  clampThinkingLevel,
  getModel,
  type Model,
  type ThinkingLevel,
  thinkingLevels,
} from "@argent/ai";
import type { ConversationOptions } from "./conversation-options.ts";

/** What answers in a session, and how much it thinks. */
export interface SessionSettings {
  model: Model;
  thinkingLevel: ThinkingLevel;
  /** For people: why another model answers than the session's own. */
  warning?: string | undefined;
}

/** What is asked for, and what there is where nothing is. */
export type WantedSettings = Pick<
  ConversationOptions,
  "model" | "findModel" | "defaultModel" | "thinkingLevel" | "defaultThinkingLevel"
>;

/**
 * What a session goes on with: what is asked for, else what it was last set to, else the default.
 *
 * @throws AiError when neither the session's own model nor a default one can be asked; it says why of both.
 */
export async function sessionSettings(
  session: ArgentSessionManager,
  wanted: WantedSettings,
): Promise<SessionSettings> {
  const { model, warning } = await modelFor(session, wanted);
  const level = wanted.thinkingLevel ?? levelOf(session, wanted);
  return { model, thinkingLevel: clampThinkingLevel(model, level), warning };
}

async function modelFor(
  session: ArgentSessionManager,
  { model, findModel = getModel, defaultModel }: WantedSettings,
): Promise<Pick<SessionSettings, "model" | "warning">> {
  if (model !== undefined) return { model };
  const used = session.buildSessionContext().model;
  if (used === null) return { model: await defaultModel() };
  const { provider, modelId } = used;
  try {
    return { model: await findModel(provider, modelId) };
  } catch (cause) {
    const lost = `This session was last answered by ${provider}/${modelId}. ${reasonOf(cause)}`;
    const instead = await insteadOf(lost, defaultModel);
    if (instead.provider === provider && instead.id === modelId) return { model: instead };
    return {
      model: instead,
      warning: `${lost} ${instead.provider}/${instead.id} answers instead.`,
    };
  }
}

async function insteadOf(
  lost: string,
  defaultModel: WantedSettings["defaultModel"],
): Promise<Model> {
  try {
    return await defaultModel();
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new AiError("missing_key", `${lost}\n${reason}`, { cause });
  }
}

/** What says that a model is not there, or not to be asked; anything else is thrown on. */
function reasonOf(cause: unknown): string {
  if (AiError.isInstance(cause) && (cause.code === "not_found" || cause.code === "missing_key"))
    return cause.message;
  throw cause;
}

/** The level that a session was last set to; one that was never answered has the default. */
function levelOf(
  session: ArgentSessionManager,
  { defaultThinkingLevel = "off" }: WantedSettings,
): ThinkingLevel {
  const { thinkingLevel, model } = session.buildSessionContext();
  if (model === null && thinkingLevel === "off") return defaultThinkingLevel;
  return thinkingLevels.find((level) => level === thinkingLevel) ?? "off";
}
