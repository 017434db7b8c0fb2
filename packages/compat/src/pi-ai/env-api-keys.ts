import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { apiKeyFor, keyNamesFor } from "@argent/ai";

/** The environment variables that hold a key of the provider now; the one that counts comes first. */
export function findEnvKeys(provider: string): string[] | undefined {
  const { env } = process;
  const key = getEnvApiKey(provider);
  const found = keyNames(provider).filter((name) => env[name]?.trim());
  found.sort((a, b) => Number(env[b] === key) - Number(env[a] === key));
  return found.length > 0 ? found : undefined;
}

/**
 * The provider's key in the environment. For vendors that take the credentials of the machine it is the word
 * `<authenticated>` when there are some.
 */
export function getEnvApiKey(provider: string): string | undefined {
  const { env } = process;
  const key = apiKeyFor(provider, env);
  if (key) return key;
  const name = namesBesideOurs[provider]?.find((candidate) => env[candidate]?.trim());
  if (name) return env[name];
  return hasAmbientCredentials(provider, env) ? "<authenticated>" : undefined;
}

/** The variables that may hold a key of the provider; none for one that nobody knows. */
export function keyNames(provider: string): string[] {
  return [...keyNamesFor(provider), ...(namesBesideOurs[provider] ?? [])];
}

/** Providers that Pi knows and Argent's catalogue does not. */
const namesBesideOurs: Readonly<Record<string, readonly string[]>> = {
  "azure-openai-responses": ["AZURE_OPENAI_API_KEY"],
  "cloudflare-ai-gateway": ["CLOUDFLARE_API_KEY"],
  "cloudflare-workers-ai": ["CLOUDFLARE_API_KEY"],
  "github-copilot": ["COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"],
  "google-vertex": ["GOOGLE_CLOUD_API_KEY"],
};

type Environment = Readonly<Record<string, string | undefined>>;

function hasAmbientCredentials(provider: string, env: Environment): boolean {
  switch (provider) {
    case "amazon-bedrock":
      return (
        awsNames.some((name) => env[name]) ||
        Boolean(env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY)
      );
    case "google-vertex": {
      const file =
        env.GOOGLE_APPLICATION_CREDENTIALS ||
        join(homedir(), ".config", "gcloud", "application_default_credentials.json");
      const project = env.GOOGLE_CLOUD_PROJECT || env.GCLOUD_PROJECT;
      return Boolean(project && env.GOOGLE_CLOUD_LOCATION) && existsSync(file);
    }
    default:
      return false;
  }
}

/** Each of these alone lets the AWS SDK sign requests. */
const awsNames = [
  "AWS_PROFILE",
  "AWS_BEARER_TOKEN_BEDROCK",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
];
