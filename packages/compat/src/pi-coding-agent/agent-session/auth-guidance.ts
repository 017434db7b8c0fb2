const help =
  'Set the provider\'s environment variable, store a key with AuthStorage.set(provider, { type: "api_key", key }), or give one with AuthStorage.setRuntimeApiKey(provider, key).';

export function noModelsMessage(): string {
  return `No models available. ${help}`;
}

export function noModelMessage(): string {
  return `No model selected.\n\n${help}\n\nThen choose a model with session.setModel(model), or give one to createAgentSession.`;
}

export function noKeyMessage(provider: string): string {
  const what = provider === "unknown" ? "the selected model" : provider;
  return `No API key found for ${what}.\n\n${help}`;
}

export function loginExpiredMessage(provider: string): string {
  return `Authentication failed for "${provider}". Credentials may have expired or network is unavailable. Run '/login ${provider}' to re-authenticate.`;
}
