import { AiError, toAiError } from "@argent/ai";
import { failedAnswer } from "../adapters/failed-answer.ts";
import { fromPiModel } from "../adapters/pi-model.ts";
import { toPiEvent } from "../adapters/to-pi-event.ts";
import { withRetryWord } from "../adapters/with-retry-word.ts";
import { AssistantMessageEventStream } from "../pi-ai/assistant-message-event-stream.ts";
import type { Loose } from "../pi-ai/loose.ts";
import type { Context, Model, SimpleStreamOptions } from "../pi-ai/types.ts";
import type { ProxyAssistantMessageEvent } from "./proxy-event.ts";
import { createProxyReader, type ProxyReader } from "./proxy-reader.ts";

export type { ProxyAssistantMessageEvent } from "./proxy-event.ts";

/** The options that the server is sent. */
const sentOptions = [
  "temperature",
  "maxTokens",
  "reasoning",
  "cacheRetention",
  "sessionId",
  "headers",
  "metadata",
  "transport",
  "thinkingBudgets",
  "maxRetryDelayMs",
] as const;

export interface ProxyStreamOptions
  extends Pick<SimpleStreamOptions, (typeof sentOptions)[number]> {
  signal?: AbortSignal | undefined;
  /** Sent to the proxy as a bearer token. */
  authToken: string;
  /** The proxy's address, to which `/api/stream` is added. */
  proxyUrl: string;
}

/** A stream function that asks a server of the host's own, which has the keys and sends the events without `partial`. */
export function streamProxy(
  model: Model<Loose>,
  context: Context,
  options: ProxyStreamOptions,
): AssistantMessageEventStream {
  const stream = new AssistantMessageEventStream();
  const reader = createProxyReader(fromPiModel(model), Date.now());
  void forward(stream, reader, model, context, options);
  return stream;
}

async function forward(
  stream: AssistantMessageEventStream,
  reader: ProxyReader,
  model: Model<Loose>,
  context: Context,
  options: ProxyStreamOptions,
): Promise<void> {
  try {
    for await (const line of linesOf(await ask(model, context, options))) {
      const data = line.startsWith("data: ") ? line.slice(6).trim() : "";
      if (data === "") continue;
      const event: ProxyAssistantMessageEvent = JSON.parse(data);
      const own = reader.read(event);
      if (own) stream.push(toPiEvent(own, reader.partials));
      if (event.type === "done" || event.type === "error") return;
    }
    throw new AiError("network", "The proxy's answer ended before its last event.");
  } catch (cause) {
    const error = options.signal?.aborted
      ? new AiError("aborted", "Request aborted by user", { cause })
      : toAiError(cause);
    stream.push(withRetryWord(failedAnswer(reader.answer(), error)));
  }
}

async function ask(
  model: Model<Loose>,
  context: Context,
  options: ProxyStreamOptions,
): Promise<Response> {
  const sent = Object.fromEntries(sentOptions.map((name) => [name, options[name]]));
  const response = await fetch(`${options.proxyUrl}/api/stream`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${options.authToken}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ model, context, options: sent }),
    signal: options.signal ?? null,
  });
  if (response.ok) return response;
  const { status, statusText } = response;
  const text = await response.text();
  const { code } = toAiError({ status, message: text }, model.provider);
  throw new AiError(code, `Proxy error: ${errorIn(text) ?? `${status} ${statusText}`}`, { status });
}

/** Proxies answer with `{ error: "…" }` when something is wrong. */
function errorIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null || !("error" in body)) return undefined;
    return body.error ? String(body.error) : undefined;
  } catch {
    return undefined; // whatever stands in front of the proxy answers with plain words
  }
}

async function* linesOf(response: Response): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body ?? []) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest) yield rest;
}
