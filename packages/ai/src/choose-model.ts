import { AiError } from "./error.ts";
import { apiKeyFor, keyNamesFor } from "./keys.ts";
import { findLocalServers } from "./local-models.ts";
import type { Model } from "./model.ts";
import { unknownProvider } from "./models/get-model.ts";
import { listModels } from "./models/list-models.ts";
import { resolveModel } from "./models/resolve-model.ts";

/** The providers that are tried in this order when nobody names one, each with the model that it is asked for. */
export const preferredModels: readonly (readonly [provider: string, model: string])[] = [
  ["anthropic", "claude-sonnet"],
  ["openai", "gpt-5"],
  ["google", "gemini-pro"],
  ["xai", "grok-4"],
  ["zai", "glm-4.7"],
  ["minimax", "MiniMax-M2.1"],
];

/** What the user said about the model to ask; both parts may be left out. */
export interface ModelChoice {
  /** An id or a name that `resolveModel` understands. Default: the preferred model of the provider. */
  model?: string | undefined;
  /** Default: the first of `preferredModels` that has a key. `"openai-compatible"` asks the local servers. */
  provider?: string | undefined;
}

/**
 * The model to ask: the one that is named, else the preferred one of the first provider with a key, else the first
 * model of a local server.
 *
 * @throws AiError `missing_key` when there is nothing to ask or no key for it, `not_found` when the name is unknown.
 */
export async function chooseModel(
  choice: ModelChoice,
  env: Record<string, string | undefined>,
): Promise<Model> {
  const named = choice.model === undefined ? defaultOf(choice.provider, env) : undefined;
  if (choice.model !== undefined || named !== undefined) {
    const model = await resolve(
      choice.model ?? named?.model ?? "",
      choice.provider ?? named?.provider,
      env,
    );
    requireKey(model, env);
    return model;
  }
  const [local] = (await findLocalServers(env)).flatMap((server) => server.models);
  if (local !== undefined) return local;
  throw new AiError("missing_key", nothingToAsk());
}

function defaultOf(provider: string | undefined, env: Record<string, string | undefined>) {
  const found = preferredModels.find(([id]) =>
    provider === undefined ? apiKeyFor(id, env) !== undefined : id === provider,
  );
  if (found !== undefined) return { provider: found[0], model: found[1] };
  if (provider === undefined || provider === "openai-compatible") return undefined;
  if (listModels({ provider }).length === 0) throw unknownProvider(provider);
  throw new AiError(
    "not_found",
    `"${provider}" has no default model. Name one with -m; "argent models -p ${provider}" lists them.`,
    { provider },
  );
}

async function resolve(
  reference: string,
  provider: string | undefined,
  env: Record<string, string | undefined>,
): Promise<Model> {
  if (provider !== "openai-compatible") return resolveModel(reference, { provider });
  const models = (await findLocalServers(env)).flatMap((server) => server.models);
  const model = models.find((candidate) => candidate.id === reference);
  if (model !== undefined) return model;
  throw new AiError(
    "not_found",
    models.length === 0
      ? `No local server answers, so "${reference}" cannot be asked. Start Ollama, LM Studio or llama.cpp.`
      : `No local server has "${reference}". They have ${models.map(({ id }) => id).join(", ")}.`,
  );
}

function requireKey(model: Model, env: Record<string, string | undefined>): void {
  const [keyName] = keyNamesFor(model.provider);
  if (keyName === undefined || apiKeyFor(model.provider, env) !== undefined) return;
  throw new AiError(
    "missing_key",
    `"${model.id}" needs a key of ${model.provider}: set ${keyNamesFor(model.provider).join(" or ")}.`,
    { provider: model.provider },
  );
}

function nothingToAsk(): string {
  const names = preferredModels.map(([provider]) => keyNamesFor(provider)[0]);
  return [
    "There is no model to ask: no key is set, and no local server answers.",
    `  Set a key     ${names.slice(0, 3).join("  ")}`,
    `                ${names.slice(3).join("  ")}`,
    "  or keep one   argent auth set anthropic",
    "  or start      Ollama, LM Studio or llama.cpp",
    "  or look on    argent demo",
  ].join("\n");
}
