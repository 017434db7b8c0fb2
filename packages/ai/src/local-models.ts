import { AiError } from "./error.ts";
import type { Model } from "./model.ts";

/** An OpenAI-compatible server on this machine, with the models that it lists. */
export interface LocalServer {
  name: string;
  /** What a model's `baseUrl` is. */
  url: string;
  models: Model[];
}

/** The OpenAI-compatible servers that people run at home, where they listen unless they are told otherwise. */
function localServers(env: Record<string, string | undefined>): Omit<LocalServer, "models">[] {
  return [
    { name: "Ollama", url: `${ollamaHost(env.OLLAMA_HOST)}/v1` },
    { name: "LM Studio", url: "http://127.0.0.1:1234/v1" },
    { name: "llama.cpp", url: "http://127.0.0.1:8080/v1" },
  ];
}

/**
 * Asks the local OpenAI-compatible servers for their models; those that do not answer within 3 s are left out. Where
 * none listens, that is known at once. `OLLAMA_HOST` is taken from `env`.
 *
 * @throws AiError `invalid_request` when `OLLAMA_HOST` is no address.
 */
export async function findLocalServers(
  env: Record<string, string | undefined>,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<LocalServer[]> {
  const asked = localServers(env).map(async (server) => {
    const ids = await listIds(`${server.url}/models`, fetch);
    return { ...server, models: ids.map((id) => localModel(server, id)) };
  });
  return (await Promise.all(asked)).filter((server) => server.models.length > 0);
}

/** A server that is there may need this long on a busy machine. */
const timeoutMs = 3_000;

async function listIds(url: string, fetch: typeof globalThis.fetch): Promise<string[]> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: "error",
    });
    return idsOf(await response.json());
  } catch {
    return []; // no server there, or not one that lists models: both are the common case
  }
}

function idsOf(body: unknown): string[] {
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data))
    return [];
  return body.data.flatMap((row: unknown) =>
    typeof row === "object" && row !== null && "id" in row && typeof row.id === "string"
      ? [row.id]
      : [],
  );
}

/** What a local server does not say is assumed to be small. */
function localModel(server: Omit<LocalServer, "models">, id: string): Model {
  return {
    id,
    name: `${id} (${server.name})`,
    api: "openai-completions",
    provider: "openai-compatible",
    baseUrl: server.url,
    input: ["text"],
    contextWindow: 32_768,
    maxTokens: 8_192,
    reasoning: false,
    vision: false,
    pricing: { input: 0, output: 0 },
  };
}

/** `OLLAMA_HOST` is `host`, `:port`, `host:port` or a URL; `0.0.0.0` is where it listens, not where it is asked. */
function ollamaHost(value: string | undefined): string {
  const text = value?.trim();
  if (!text) return "http://127.0.0.1:11434";
  const host = text.startsWith(":") ? `127.0.0.1${text}` : text;
  const url = URL.parse(/^https?:\/\//.test(host) ? host : `http://${host}`);
  if (url === null) {
    const message = `OLLAMA_HOST is ${JSON.stringify(value)}, which is no address. Set it to a host, host:port or a URL.`;
    throw new AiError("invalid_request", message);
  }
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  if (url.port === "" && url.protocol === "http:") url.port = "11434";
  return url.origin;
}
