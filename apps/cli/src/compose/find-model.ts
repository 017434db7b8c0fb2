import { AiError, getModel, type Model } from "@argent/ai";
import { chooseUsableModel } from "./choose-usable-model.ts";

/**
 * The model that a session names: of the models database if there is a key for it, else of a local server that has it
 * now. Nothing that is only like it.
 *
 * @throws AiError as `chooseUsableModel` does; it says what to do.
 */
export async function findModel(
  provider: string,
  id: string,
  env: Record<string, string | undefined>,
): Promise<Model> {
  if (provider === "openai-compatible") return chooseUsableModel({ provider, model: id }, env);
  return chooseUsableModel({ provider, model: knownModel(provider, id).id }, env);
}

function knownModel(provider: string, id: string): Model {
  try {
    return getModel(provider, id);
  } catch (cause) {
    if (!AiError.isInstance(cause) || cause.code !== "not_found") throw cause;
    const message = `"argent models" does not know it; choose another one with -m.`;
    throw new AiError("not_found", message, { provider, cause });
  }
}
