import { AiError, apiKeyFor, findLocalServers, keyNamesFor, preferredModels } from "@argent/ai";
import { isExposed, keyFile, type Variables } from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";
import type { Check } from "./check.ts";

export async function checkModels(env: Variables): Promise<Check[]> {
  const file = keyFile(ambient());
  const keys = preferredModels.map(([provider]) => provider).filter((id) => apiKeyFor(id, env));
  const local = await checkLocal(env);
  const known = preferredModels.flatMap(([provider]) => keyNamesFor(provider).slice(0, 1));
  const exposed: Check[] = (await isExposed(file))
    ? [
        {
          name: "keys",
          status: "problem",
          detail: `others can read ${file}. Run: chmod 600 ${file}`,
        },
      ]
    : [];
  return [
    ...exposed,
    {
      name: "keys",
      status: keys.length > 0 ? "ok" : local.status === "ok" ? "note" : "problem",
      detail:
        keys.length > 0 ? keys.join(", ") : `none is set; one of ${known.join(", ")} is enough`,
    },
    local,
  ];
}

async function checkLocal(env: Variables): Promise<Check> {
  try {
    const servers = await findLocalServers(env);
    const found = servers.map(
      ({ name, url, models }) => `${name} at ${url} (${models.length} models)`,
    );
    if (found.length > 0) return { name: "local", status: "ok", detail: found.join(", ") };
    return { name: "local", status: "note", detail: "no Ollama, LM Studio or llama.cpp answers" };
  } catch (cause) {
    if (!AiError.isInstance(cause)) throw cause;
    return { name: "local", status: "problem", detail: cause.message };
  }
}
