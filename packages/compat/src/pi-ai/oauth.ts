import { AiError } from "@argent/ai";
import { isRecord } from "../is-record.ts";
import { installedExport } from "./installed-pi.ts";
import type {
  OAuthCredentials,
  OAuthLoginCallbacks,
  OAuthProviderInfo,
  OAuthProviderInterface,
} from "./oauth-types.ts";

export type {
  OAuthAuthInfo,
  OAuthCredentials,
  OAuthLoginCallbacks,
  OAuthPrompt,
  OAuthProvider,
  OAuthProviderId,
  OAuthProviderInfo,
  OAuthProviderInterface,
  OAuthSelectOption,
  OAuthSelectPrompt,
} from "./oauth-types.ts";

/**
 * Logging in and refreshing are Pi's own flows: they are loaded from the installed pi-ai when they are first used, and
 * refused with what to do when there is none. Everything else works without Pi, providers of the host's own included.
 */
export const loginAnthropic = piFlow<[OAuthLoginCallbacks]>("loginAnthropic");
export const refreshAnthropicToken = piFlow<[refreshToken: string]>("refreshAnthropicToken");
export const loginGitHubCopilot = piFlow<[CopilotLoginCallbacks]>("loginGitHubCopilot");
export const refreshGitHubCopilotToken = piFlow<[refreshToken: string, enterpriseDomain?: string]>(
  "refreshGitHubCopilotToken",
);
export const loginOpenAICodex =
  piFlow<[OAuthLoginCallbacks & { originator?: string }]>("loginOpenAICodex");
export const refreshOpenAICodexToken = piFlow<[refreshToken: string]>("refreshOpenAICodexToken");

type CopilotLoginCallbacks = Omit<OAuthLoginCallbacks, "onAuth"> & {
  onAuth: (url: string, instructions?: string) => void;
};

export const anthropicOAuthProvider: OAuthProviderInterface = {
  id: "anthropic",
  name: "Anthropic (Claude Pro/Max)",
  usesCallbackServer: true,
  ...providerFlows("anthropicOAuthProvider"),
};

export const githubCopilotOAuthProvider: OAuthProviderInterface = {
  id: "github-copilot",
  name: "GitHub Copilot",
  ...providerFlows("githubCopilotOAuthProvider"),
  modifyModels(models, { access, enterpriseUrl }) {
    const domain = typeof enterpriseUrl === "string" ? normalizeDomain(enterpriseUrl) : null;
    const baseUrl = getGitHubCopilotBaseUrl(access, domain ?? undefined);
    return models.map((model) =>
      model.provider === "github-copilot" ? { ...model, baseUrl } : model,
    );
  },
};

export const openaiCodexOAuthProvider: OAuthProviderInterface = {
  id: "openai-codex",
  name: "ChatGPT Plus/Pro (Codex Subscription)",
  usesCallbackServer: true,
  ...providerFlows("openaiCodexOAuthProvider"),
};

const builtIn: readonly OAuthProviderInterface[] = [
  anthropicOAuthProvider,
  githubCopilotOAuthProvider,
  openaiCodexOAuthProvider,
];
const providers = new Map(builtIn.map((provider) => [provider.id, provider]));

export function getOAuthProvider(id: string): OAuthProviderInterface | undefined {
  return providers.get(id);
}

export function getOAuthProviders(): OAuthProviderInterface[] {
  return [...providers.values()];
}

export function getOAuthProviderInfoList(): OAuthProviderInfo[] {
  return getOAuthProviders().map(({ id, name }) => ({ id, name, available: true }));
}

export function registerOAuthProvider(provider: OAuthProviderInterface): void {
  providers.set(provider.id, provider);
}

/** A built-in provider comes back in place of what replaced it. */
export function unregisterOAuthProvider(id: string): void {
  const original = builtIn.find((provider) => provider.id === id);
  if (original) providers.set(id, original);
  else providers.delete(id);
}

export function resetOAuthProviders(): void {
  providers.clear();
  for (const provider of builtIn) providers.set(provider.id, provider);
}

export async function refreshOAuthToken(
  providerId: string,
  credentials: OAuthCredentials,
): Promise<OAuthCredentials> {
  return knownProvider(providerId).refreshToken(credentials);
}

/** The key of a provider, refreshed when it has expired; `null` without credentials. */
export async function getOAuthApiKey(
  providerId: string,
  credentials: Record<string, OAuthCredentials>,
): Promise<{ newCredentials: OAuthCredentials; apiKey: string } | null> {
  const provider = knownProvider(providerId);
  const known = credentials[providerId];
  if (known === undefined) return null;
  const isExpired = Date.now() >= known.expires;
  const newCredentials = isExpired ? await refreshed(provider, known) : known;
  return { newCredentials, apiKey: provider.getApiKey(newCredentials) };
}

/** The host of a domain or URL; `null` when it is none. */
export function normalizeDomain(input: string): string | null {
  const text = input.trim();
  const url = text.includes("://") ? text : `https://${text}`;
  return text && URL.canParse(url) ? new URL(url).hostname : null;
}

/** Copilot's tokens name the proxy that they are for; the API is its neighbour. */
export function getGitHubCopilotBaseUrl(token?: string, enterpriseDomain?: string): string {
  const proxy = /proxy-ep=([^;]+)/.exec(token ?? "")?.[1];
  if (proxy) return `https://${proxy.replace(/^proxy\./, "api.")}`;
  if (enterpriseDomain) return `https://copilot-api.${enterpriseDomain}`;
  return "https://api.individual.githubcopilot.com";
}

function knownProvider(id: string): OAuthProviderInterface {
  const provider = providers.get(id);
  if (provider === undefined) throw new Error(`Unknown OAuth provider: ${id}`);
  return provider;
}

async function refreshed(
  provider: OAuthProviderInterface,
  credentials: OAuthCredentials,
): Promise<OAuthCredentials> {
  try {
    return await provider.refreshToken(credentials);
  } catch (cause) {
    throw new Error(`Failed to refresh OAuth token for ${provider.id}`, { cause });
  }
}

type Flow = (...args: unknown[]) => Promise<OAuthCredentials>;

/** A function of Pi's OAuth module. */
function piFlow<Args extends unknown[]>(
  name: string,
): (...args: Args) => Promise<OAuthCredentials> {
  return async (...args) => {
    const flow = await installedExport("./oauth", name);
    if (isFlow(flow)) return flow(...args);
    throw missing(name);
  };
}

function providerFlows(name: string) {
  const call =
    (method: "login" | "refreshToken") =>
    async (argument: OAuthLoginCallbacks | OAuthCredentials) => {
      const provider = await installedExport("./oauth", name);
      const flow = isRecord(provider) ? provider[method] : undefined;
      if (!isFlow(flow)) throw missing(`${name}.${method}`);
      return flow.call(provider, argument);
    };
  return {
    login: call("login"),
    refreshToken: call("refreshToken"),
    getApiKey: ({ access }: OAuthCredentials) => access,
  };
}

function isFlow(value: unknown): value is Flow {
  return typeof value === "function";
}

function missing(name: string): AiError {
  return new AiError(
    "sdk_missing",
    `Argent has no OAuth flows of its own, and no installed pi-ai has "${name}". Install @mariozechner/pi-ai@0.73.1, or use an API key.`,
  );
}
