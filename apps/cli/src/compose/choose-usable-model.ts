import { AiError, chooseModel, type Model, type ModelChoice } from "@argent/ai";
import { baseUrlsFrom } from "@argent/tools";
import { inWordsOfCommands } from "./in-words-of-commands.ts";

/**
 * `chooseModel`, whose failures name commands and variables, which a person has at hand.
 *
 * @throws AiError `not_found` or `missing_key`; `invalid_request` when the provider's variable holds no address.
 */
export async function chooseUsableModel(
  choice: ModelChoice,
  env: Record<string, string | undefined>,
): Promise<Model> {
  const model = await chooseModel(choice, env).catch((cause: unknown) => {
    throw inWordsOfCommands(cause, choice.model);
  });
  const { provider } = model;
  const address = baseUrlsFrom(env)[provider];
  if (address === undefined || URL.canParse(address)) return model;
  throw new AiError(
    "invalid_request",
    `The environment says ${JSON.stringify(address)} for the address of ${provider}, which is none. Set the variable to a whole one, such as https://llm.example.com, or unset it.`,
    { provider },
  );
}
