import { listProviders } from "@argent/ai";

/** Names of providers for people that Argent's catalogue does not have. */
const names: Readonly<Record<string, string>> = {
  "amazon-bedrock": "Amazon Bedrock",
  "azure-openai-responses": "Azure OpenAI Responses",
  "cloudflare-ai-gateway": "Cloudflare AI Gateway",
  "cloudflare-workers-ai": "Cloudflare Workers AI",
  "google-vertex": "Google Vertex AI",
  "github-copilot": "GitHub Copilot",
};

export function builtInProviderName(provider: string): string | undefined {
  return listProviders().find(({ id }) => id === provider)?.name ?? names[provider];
}
