import { join } from "node:path";
import { registerApiProvider, unregisterApiProviders } from "../../pi-ai/api-registry.ts";
import { getProviders } from "../../pi-ai/models.ts";
import { registerOAuthProvider, unregisterOAuthProvider } from "../../pi-ai/oauth.ts";
import type { Api, Model } from "../../pi-ai/types.ts";
import type { AuthStatus, AuthStorage } from "../auth/auth-storage.ts";
import {
  resolveConfigValue,
  resolveConfigValueOrThrow,
  resolveHeadersOrThrow,
} from "../auth/config-value.ts";
import { getAgentDir } from "../session/agent-dir.ts";
import { buildModels } from "./build-models.ts";
import { type ModelsJson, type ProviderDefinition, readModelsJson } from "./models-json.ts";
import { checkProviderConfig, type ProviderConfigInput } from "./provider-config.ts";
import { builtInProviderName } from "./provider-names.ts";

export type ResolvedRequestAuth =
  | {
      ok: true;
      apiKey?: string | undefined;
      headers?: Record<string, string> | undefined;
    }
  | { ok: false; error: string };

/**
 * The models that a session may use: Argent's, those of a `models.json`, and those that the host registers; and the
 * key and headers of each. A provider's models are built when somebody asks for them.
 */
export class ModelRegistry {
  readonly authStorage: AuthStorage;
  readonly #path: string | undefined;
  readonly #registered = new Map<string, ProviderConfigInput>();
  readonly #models = new Map<string, Model<Api>[]>();
  #file: ModelsJson;

  private constructor(authStorage: AuthStorage, path: string | undefined) {
    this.authStorage = authStorage;
    this.#path = path;
    this.#file = this.#read();
  }

  /** Default: the `models.json` of Pi's agent directory. */
  static create(
    authStorage: AuthStorage,
    modelsJsonPath: string = join(getAgentDir(), "models.json"),
  ): ModelRegistry {
    return new ModelRegistry(authStorage, modelsJsonPath);
  }

  /** No file is read. */
  static inMemory(authStorage: AuthStorage): ModelRegistry {
    return new ModelRegistry(authStorage, undefined);
  }

  /** Reads the file again. */
  refresh(): void {
    this.#models.clear();
    this.#file = this.#read();
  }

  /** What is wrong with the `models.json`. */
  getError(): string | undefined {
    return this.#file.error;
  }

  getAll(): Model<Api>[] {
    return this.#providers().flatMap((provider) => this.#modelsOf(provider));
  }

  /** The models whose provider has a credential. */
  getAvailable(): Model<Api>[] {
    return this.#providers()
      .filter((provider) => this.#hasAuth(provider))
      .flatMap((provider) => this.#modelsOf(provider));
  }

  find(provider: string, modelId: string): Model<Api> | undefined {
    return this.#modelsOf(provider).find(({ id }) => id === modelId);
  }

  hasConfiguredAuth(model: Model<Api>): boolean {
    return this.#hasAuth(model.provider);
  }

  /** What a request to the model needs. The key is the storage's, else that of the `models.json`. */
  async getApiKeyAndHeaders(model: Model<Api>): Promise<ResolvedRequestAuth> {
    const { provider, id } = model;
    const { apiKey: configured, headers, authHeader } = this.#definition(provider);
    try {
      const apiKey =
        (await this.authStorage.getApiKey(provider, { includeFallback: false })) ??
        (configured && resolveConfigValueOrThrow(configured, `API key for provider "${provider}"`));
      if (authHeader && !apiKey) {
        return { ok: false, error: `No API key found for "${provider}"` };
      }
      const all = {
        ...model.headers,
        ...resolveHeadersOrThrow(headers, `provider "${provider}"`),
        ...resolveHeadersOrThrow(this.#headersOf(provider, id), `model "${provider}/${id}"`),
        ...(authHeader && { Authorization: `Bearer ${apiKey}` }),
      };
      return { ok: true, apiKey, headers: Object.keys(all).length > 0 ? all : undefined };
    } catch (cause) {
      return { ok: false, error: cause instanceof Error ? cause.message : String(cause) };
    }
  }

  /** No command is run for it. */
  getProviderAuthStatus(provider: string): AuthStatus {
    const status = this.authStorage.getAuthStatus(provider);
    const { apiKey } = this.#definition(provider);
    if (status.source || !apiKey) return status;
    if (apiKey.startsWith("!")) return { configured: true, source: "models_json_command" };
    if (process.env[apiKey]) return { configured: true, source: "environment", label: apiKey };
    return { configured: true, source: "models_json_key" };
  }

  getProviderDisplayName(provider: string): string {
    const registered = this.#registered.get(provider);
    const oauth = this.authStorage.getOAuthProviders().find(({ id }) => id === provider);
    return (
      registered?.name ??
      registered?.oauth?.name ??
      oauth?.name ??
      builtInProviderName(provider) ??
      provider
    );
  }

  async getApiKeyForProvider(provider: string): Promise<string | undefined> {
    const stored = await this.authStorage.getApiKey(provider, { includeFallback: false });
    const { apiKey } = this.#definition(provider);
    return stored ?? (apiKey && resolveConfigValue(apiKey));
  }

  isUsingOAuth(model: Model<Api>): boolean {
    return this.authStorage.get(model.provider)?.type === "oauth";
  }

  /**
   * Adds a provider, or what it says anew to one that was added before.
   *
   * @throws Error when something is missing that the rest needs.
   */
  registerProvider(providerName: string, config: ProviderConfigInput): void {
    checkProviderConfig(providerName, config);
    const given = Object.entries(config).filter(([, value]) => value !== undefined);
    const before = this.#registered.get(providerName);
    this.#registered.set(providerName, { ...before, ...Object.fromEntries(given) });
    this.#models.clear();
    const { api, streamSimple, oauth } = config;
    if (oauth) registerOAuthProvider({ ...oauth, id: providerName });
    if (api && streamSimple) {
      const stream: typeof streamSimple = (model, context, options) =>
        streamSimple(model, context, options);
      registerApiProvider({ api, stream, streamSimple }, sourceOf(providerName));
    }
  }

  /** Takes a registered provider away; what it stood in place of is there again. */
  unregisterProvider(providerName: string): void {
    if (!this.#registered.delete(providerName)) return;
    unregisterApiProviders(sourceOf(providerName));
    unregisterOAuthProvider(providerName);
    this.#models.clear();
  }

  #read(): ModelsJson {
    const known = new Set(getProviders());
    return readModelsJson(this.#path, (name) => known.has(name));
  }

  #providers(): string[] {
    return [
      ...new Set([
        ...getProviders(),
        ...Object.keys(this.#file.providers),
        ...this.#registered.keys(),
      ]),
    ];
  }

  #modelsOf(provider: string): Model<Api>[] {
    const built = this.#models.get(provider) ?? this.#build(provider);
    this.#models.set(provider, built);
    return built;
  }

  #build(provider: string): Model<Api>[] {
    const registered = this.#registered.get(provider);
    const fromFile = this.#file.providers[provider];
    const models = registered?.models?.length
      ? buildModels(provider, registered).filter(({ id }) =>
          registered.models?.some((model) => model.id === id),
        )
      : buildModels(provider, fromFile).map((model) =>
          registered?.baseUrl ? { ...model, baseUrl: registered.baseUrl } : model,
        );
    const oauth = this.authStorage.getOAuthProviders().find(({ id }) => id === provider);
    const credential = this.authStorage.get(provider);
    if (credential?.type !== "oauth" || !oauth?.modifyModels) return models;
    return oauth.modifyModels(models, credential);
  }

  #hasAuth(provider: string): boolean {
    return this.authStorage.hasAuth(provider) || this.#definition(provider).apiKey !== undefined;
  }

  /** Where key and headers come from: what the host registered, else the file. */
  #definition(provider: string): Pick<ProviderDefinition, "apiKey" | "headers" | "authHeader"> {
    const registered = this.#registered.get(provider);
    const says = registered?.apiKey || registered?.headers || registered?.authHeader;
    return (says ? registered : this.#file.providers[provider]) ?? {};
  }

  #headersOf(provider: string, modelId: string): Record<string, string> | undefined {
    const registered = this.#registered.get(provider)?.models;
    const { models, modelOverrides } = this.#file.providers[provider] ?? {};
    const defined = (registered ?? models)?.find(({ id }) => id === modelId);
    return defined?.headers ?? modelOverrides?.[modelId]?.headers;
  }
}

function sourceOf(providerName: string): string {
  return `provider:${providerName}`;
}
