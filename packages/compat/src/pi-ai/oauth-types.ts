import type { Api, Model } from "./types.ts";

/** The types of the OAuth entry. */
export type OAuthCredentials = {
  refresh: string;
  access: string;
  /** Milliseconds since the epoch. */
  expires: number;
  [key: string]: unknown;
};
export type OAuthProviderId = string;
export type OAuthProvider = OAuthProviderId;
export type OAuthPrompt = {
  message: string;
  placeholder?: string | undefined;
  allowEmpty?: boolean | undefined;
};
export type OAuthAuthInfo = { url: string; instructions?: string | undefined };
export type OAuthSelectOption = { id: string; label: string };
export type OAuthSelectPrompt = { message: string; options: OAuthSelectOption[] };

export interface OAuthLoginCallbacks {
  onAuth: (info: OAuthAuthInfo) => void;
  onPrompt: (prompt: OAuthPrompt) => Promise<string>;
  onProgress?: ((message: string) => void) | undefined;
  onManualCodeInput?: (() => Promise<string>) | undefined;
  onSelect?: ((prompt: OAuthSelectPrompt) => Promise<string | undefined>) | undefined;
  signal?: AbortSignal | undefined;
}

export interface OAuthProviderInterface {
  readonly id: OAuthProviderId;
  readonly name: string;
  login(callbacks: OAuthLoginCallbacks): Promise<OAuthCredentials>;
  usesCallbackServer?: boolean | undefined;
  refreshToken(credentials: OAuthCredentials): Promise<OAuthCredentials>;
  getApiKey(credentials: OAuthCredentials): string;
  modifyModels?(models: Model<Api>[], credentials: OAuthCredentials): Model<Api>[];
}

export interface OAuthProviderInfo {
  id: OAuthProviderId;
  name: string;
  available: boolean;
}
