import { existsSync, readFileSync } from "node:fs";
import { isRecord } from "../../is-record.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import type { Api, Model } from "../../pi-ai/types.ts";

/** A model that a `models.json` defines; what is left out comes from its provider or has a default. */
export interface ModelDefinition {
  id: string;
  name?: string | undefined;
  api?: Api | undefined;
  baseUrl?: string | undefined;
  reasoning?: boolean | undefined;
  thinkingLevelMap?: Model<Api>["thinkingLevelMap"];
  input?: ("text" | "image")[] | undefined;
  cost?: Model<Api>["cost"] | undefined;
  contextWindow?: number | undefined;
  maxTokens?: number | undefined;
  headers?: Record<string, string> | undefined;
  compat?: Loose;
}

/** What a `models.json` changes in a model that exists. */
export type ModelOverride = Partial<Omit<ModelDefinition, "id" | "api" | "baseUrl" | "cost">> & {
  cost?: Partial<Model<Api>["cost"]> | undefined;
};

export interface ProviderDefinition {
  name?: string | undefined;
  baseUrl?: string | undefined;
  /** A key, the name of a variable that holds it, or `!command`. */
  apiKey?: string | undefined;
  api?: Api | undefined;
  headers?: Record<string, string> | undefined;
  /** Send the key as a bearer token too. */
  authHeader?: boolean | undefined;
  compat?: Loose;
  models?: ModelDefinition[] | undefined;
  modelOverrides?: Record<string, ModelOverride> | undefined;
}

export interface ModelsJson {
  providers: Record<string, ProviderDefinition>;
  /** What is wrong with the file; nothing of it counts then. */
  error?: string | undefined;
}

/** Reads a `models.json`, which may have comments and trailing commas. */
export function readModelsJson(
  path: string | undefined,
  isKnownProvider: (name: string) => boolean,
): ModelsJson {
  if (path === undefined || !existsSync(path)) return { providers: {} };
  const failed = (what: string): ModelsJson => ({
    providers: {},
    error: `${what}\n\nFile: ${path}`,
  });
  let parsed: unknown;
  try {
    parsed = JSON.parse(withoutComments(readFileSync(path, "utf8")));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return failed(`Failed to parse models.json: ${reason}`);
  }
  const misfits = misfitsOf(parsed);
  if (misfits.length > 0) {
    return failed(
      `Invalid models.json schema:\n${misfits.map((what) => `  - ${what}`).join("\n")}`,
    );
  }
  const { providers }: Loose = parsed;
  for (const [name, provider] of Object.entries<ProviderDefinition>(providers)) {
    const problem = problemOf(name, provider, isKnownProvider(name));
    if (problem) return failed(`Failed to load models.json: ${problem}`);
  }
  return { providers };
}

/** Comments become blanks and trailing commas go; what is inside strings stays. */
function withoutComments(text: string): string {
  return text
    .replaceAll(
      /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_, kept?: string) => kept ?? " ",
    )
    .replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, kept?: string) => kept ?? "");
}

/** Where the types are not what they have to be, by path. */
function misfitsOf(parsed: unknown): string[] {
  if (!isRecord(parsed) || !isRecord(parsed.providers)) {
    return ["providers: an object of providers was wanted"];
  }
  return Object.entries(parsed.providers).flatMap(([name, provider]) => {
    const at = `providers.${name}`;
    if (!isRecord(provider)) return [`${at}: an object was wanted`];
    const models = provider.models ?? [];
    if (!Array.isArray(models)) return [`${at}.models: a list was wanted`];
    return [
      ...wrongTypes(at, provider, providerTypes),
      ...models.flatMap((model: unknown, index) =>
        isRecord(model)
          ? wrongTypes(`${at}.models.${index}`, model, modelTypes)
          : [`${at}.models.${index}: an object was wanted`],
      ),
    ];
  });
}

const providerTypes = {
  baseUrl: "string",
  apiKey: "string",
  api: "string",
  authHeader: "boolean",
  headers: "object",
  compat: "object",
  modelOverrides: "object",
};
const modelTypes = {
  id: "string",
  name: "string",
  api: "string",
  baseUrl: "string",
  reasoning: "boolean",
  input: "object",
  cost: "object",
  contextWindow: "number",
  maxTokens: "number",
  headers: "object",
};

function wrongTypes(
  at: string,
  value: Readonly<Record<string, unknown>>,
  types: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(types)
    .filter(([name, type]) => value[name] !== undefined && typeof value[name] !== type)
    .map(([name, type]) => `${at}.${name}: ${type} was wanted, got ${typeof value[name]}`);
}

/** What a provider lacks, in Pi's words. */
function problemOf(name: string, provider: ProviderDefinition, isKnown: boolean) {
  const { baseUrl, apiKey, headers, compat, models = [], modelOverrides = {} } = provider;
  const where = `Provider ${name}`;
  if (models.length === 0) {
    const changesSomething = baseUrl || headers || compat || Object.keys(modelOverrides).length > 0;
    if (changesSomething) return undefined;
    return `${where}: must specify "baseUrl", "headers", "compat", "modelOverrides", or "models".`;
  }
  if (!isKnown && !baseUrl) return `${where}: "baseUrl" is required when defining custom models.`;
  if (!isKnown && !apiKey) return `${where}: "apiKey" is required when defining custom models.`;
  for (const model of models) {
    if (!model.id) return `${where}: model missing "id"`;
    const which = `${where}, model ${model.id}`;
    if (!isKnown && !provider.api && !model.api) {
      return `${which}: no "api" specified. Set at provider or model level.`;
    }
    if ((model.contextWindow ?? 1) <= 0) return `${which}: invalid contextWindow`;
    if ((model.maxTokens ?? 1) <= 0) return `${which}: invalid maxTokens`;
  }
  return undefined;
}
