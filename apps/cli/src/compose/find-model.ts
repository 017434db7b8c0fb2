import { findLocalServers, type Model } from "@argent/ai";
import { knownModel } from "../conversation/session-model.ts";

/** The model that a session names: of the models database, else of a local server that has it now. */
export async function findModel(
  provider: string,
  id: string,
  env: Record<string, string | undefined>,
): Promise<Model | undefined> {
  if (provider !== "openai-compatible") return knownModel(provider, id);
  const servers = await findLocalServers(env);
  return servers.flatMap(({ models }) => models).find((model) => model.id === id);
}
