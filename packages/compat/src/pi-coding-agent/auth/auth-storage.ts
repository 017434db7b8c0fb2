import { isRecord } from "../../is-record.ts";
import { findEnvKeys, getEnvApiKey } from "../../pi-ai/env-api-keys.ts";
import { getOAuthProvider, getOAuthProviders } from "../../pi-ai/oauth.ts";
import type {
  OAuthCredentials,
  OAuthLoginCallbacks,
  OAuthProviderId,
  OAuthProviderInterface,
} from "../../pi-ai/oauth-types.ts";
import {
  type AuthStorageBackend,
  FileAuthStorageBackend,
  InMemoryAuthStorageBackend,
} from "./auth-backend.ts";
import { resolveConfigValue } from "./config-value.ts";

export type ApiKeyCredential = { type: "api_key"; key: string };
export type OAuthCredential = { type: "oauth" } & OAuthCredentials;
export type AuthCredential = ApiKeyCredential | OAuthCredential;
export type AuthStorageData = Record<string, AuthCredential>;

/** Whether there is a credential and where it comes from; never the credential. */
export type AuthStatus = {
  /** It is kept in a file of ours. */
  configured: boolean;
  source?:
    | "stored"
    | "runtime"
    | "environment"
    | "fallback"
    | "models_json_key"
    | "models_json_command"
    | undefined;
  label?: string | undefined;
};

/** Pi's credentials: `auth.json`, the environment, and keys that hold for this process only. */
export class AuthStorage {
  readonly #backend: AuthStorageBackend;
  readonly #runtimeKeys = new Map<string, string>();
  #data: AuthStorageData = {};
  #fallback: ((provider: string) => string | undefined) | undefined;
  /** A file that cannot be read is never written over. */
  #isBroken = false;
  #errors: Error[] = [];

  private constructor(backend: AuthStorageBackend) {
    this.#backend = backend;
    this.reload();
  }

  /** Default: the `auth.json` of Pi's agent directory. */
  static create(authPath?: string): AuthStorage {
    return new AuthStorage(new FileAuthStorageBackend(authPath));
  }

  static fromStorage(storage: AuthStorageBackend): AuthStorage {
    return new AuthStorage(storage);
  }

  static inMemory(data: AuthStorageData = {}): AuthStorage {
    const backend = new InMemoryAuthStorageBackend();
    backend.withLock(() => ({ result: undefined, next: JSON.stringify(data) }));
    return new AuthStorage(backend);
  }

  /** A key that wins over every other and is not kept. */
  setRuntimeApiKey(provider: string, apiKey: string): void {
    this.#runtimeKeys.set(provider, apiKey);
  }

  removeRuntimeApiKey(provider: string): void {
    this.#runtimeKeys.delete(provider);
  }

  /** Asked when nobody else has a key. */
  setFallbackResolver(resolver: (provider: string) => string | undefined): void {
    this.#fallback = resolver;
  }

  reload(): void {
    try {
      this.#data = this.#backend.withLock((text) => ({ result: parseCredentials(text) }));
      this.#isBroken = false;
    } catch (cause) {
      this.#isBroken = true;
      this.#report(cause);
    }
  }

  get(provider: string): AuthCredential | undefined {
    return this.#data[provider];
  }

  set(provider: string, credential: AuthCredential): void {
    this.#data = { ...this.#data, [provider]: credential };
    this.#write((data) => ({ ...data, [provider]: credential }));
  }

  remove(provider: string): void {
    const without = ({ [provider]: _, ...rest }: AuthStorageData) => rest;
    this.#data = without(this.#data);
    this.#write(without);
  }

  /** The providers that have a stored credential. */
  list(): string[] {
    return Object.keys(this.#data);
  }

  has(provider: string): boolean {
    return Object.hasOwn(this.#data, provider);
  }

  /** Whether there is any kind of credential. No token is refreshed for it. */
  hasAuth(provider: string): boolean {
    return (
      this.#runtimeKeys.has(provider) ||
      this.has(provider) ||
      Boolean(getEnvApiKey(provider) || this.#fallback?.(provider))
    );
  }

  getAuthStatus(provider: string): AuthStatus {
    if (this.has(provider)) return { configured: true, source: "stored" };
    if (this.#runtimeKeys.has(provider)) {
      return { configured: false, source: "runtime", label: "--api-key" };
    }
    const [name] = findEnvKeys(provider) ?? [];
    if (name) return { configured: false, source: "environment", label: name };
    if (this.#fallback?.(provider)) {
      return { configured: false, source: "fallback", label: "custom provider config" };
    }
    return { configured: false };
  }

  getAll(): AuthStorageData {
    return { ...this.#data };
  }

  drainErrors(): Error[] {
    const drained = this.#errors;
    this.#errors = [];
    return drained;
  }

  /** @throws Error when no such OAuth provider is registered. */
  async login(providerId: OAuthProviderId, callbacks: OAuthLoginCallbacks): Promise<void> {
    const provider = getOAuthProvider(providerId);
    if (!provider) throw new Error(`Unknown OAuth provider: ${providerId}`);
    this.set(providerId, { type: "oauth", ...(await provider.login(callbacks)) });
  }

  logout(provider: string): void {
    this.remove(provider);
  }

  /** In this order: runtime key, stored key, OAuth token (refreshed when it is over), environment, fallback. */
  async getApiKey(
    providerId: string,
    { includeFallback = true }: { includeFallback?: boolean | undefined } = {},
  ): Promise<string | undefined> {
    const runtimeKey = this.#runtimeKeys.get(providerId);
    if (runtimeKey) return runtimeKey;
    const credential = this.#data[providerId];
    if (credential?.type === "api_key") return resolveConfigValue(credential.key);
    if (credential?.type === "oauth") return this.#accessToken(providerId, credential);
    const environmentKey = getEnvApiKey(providerId);
    if (environmentKey) return environmentKey;
    return includeFallback ? this.#fallback?.(providerId) : undefined;
  }

  getOAuthProviders(): OAuthProviderInterface[] {
    return getOAuthProviders();
  }

  async #accessToken(providerId: string, credential: OAuthCredential) {
    const provider = getOAuthProvider(providerId);
    if (!provider) return undefined;
    if (Date.now() < credential.expires) return provider.getApiKey(credential);
    try {
      return await this.#refresh(provider);
    } catch (cause) {
      this.#report(cause);
      // Another process may have been quicker.
      this.reload();
      const current = this.#data[providerId];
      const isFresh = current?.type === "oauth" && Date.now() < current.expires;
      return isFresh ? provider.getApiKey(current) : undefined;
    }
  }

  /** Under the lock: a refresh makes the older token worthless to whoever refreshes too. */
  #refresh(provider: OAuthProviderInterface): Promise<string | undefined> {
    return this.#backend.withLockAsync(async (text) => {
      const data = parseCredentials(text);
      const credential = data[provider.id];
      this.#data = data;
      if (credential?.type !== "oauth") return { result: undefined };
      if (Date.now() < credential.expires) return { result: provider.getApiKey(credential) };
      const fresh: OAuthCredential = {
        ...(await provider.refreshToken(credential)),
        type: "oauth",
      };
      this.#data = { ...data, [provider.id]: fresh };
      return { result: provider.getApiKey(fresh), next: textOf(this.#data) };
    });
  }

  #write(change: (data: AuthStorageData) => AuthStorageData): void {
    if (this.#isBroken) return;
    try {
      this.#backend.withLock((text) => ({
        result: undefined,
        next: textOf(change(parseCredentials(text))),
      }));
    } catch (cause) {
      this.#report(cause);
    }
  }

  #report(cause: unknown): void {
    this.#errors.push(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

function textOf(data: AuthStorageData): string {
  return JSON.stringify(data, null, 2);
}

function parseCredentials(text: string | undefined): AuthStorageData {
  if (!text) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw broken(); // the parser's own message quotes the text, and with it keys
  }
  if (!isRecord(parsed)) throw broken();
  return Object.fromEntries(Object.entries(parsed).filter(isCredentialEntry));
}

function broken(): Error {
  return new Error("The stored credentials are not a JSON object. Correct the file, or remove it.");
}

function isCredentialEntry(entry: [string, unknown]): entry is [string, AuthCredential] {
  const [, value] = entry;
  return isRecord(value) && (value.type === "api_key" || value.type === "oauth");
}
