import type { OAuthProviderId, OAuthProviderInterface } from "../../pi-ai/oauth-types.ts";

/** The OAuth providers that hosts register in this process; Argent brings none of its own. */
export function registerOAuthProvider(provider: OAuthProviderInterface): void {
  providers ??= new Map();
  providers.set(provider.id, provider);
}

export function unregisterOAuthProvider(id: OAuthProviderId): void {
  providers?.delete(id);
}

export function getOAuthProvider(id: OAuthProviderId): OAuthProviderInterface | undefined {
  return providers?.get(id);
}

export function getOAuthProviders(): OAuthProviderInterface[] {
  return [...(providers?.values() ?? [])];
}

/** One for the process, as in Pi. */
let providers: Map<OAuthProviderId, OAuthProviderInterface> | undefined;
