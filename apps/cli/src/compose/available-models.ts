import { apiKeyFor, findLocalServers, listModels, type Model } from "@argent/ai";

/** The models that can be asked: those of providers with a key, and those of local servers. */
export async function availableModels(
  env: Record<string, string | undefined>,
): Promise<readonly Model[]> {
  const known = listModels().filter(({ provider }) => apiKeyFor(provider, env) !== undefined);
  const local = (await findLocalServers(env)).flatMap(({ models }) => models);
  return [...known, ...local];
}
