import { AiError } from "../error.ts";
import { isRecord } from "../is-record.ts";
import type { Provider } from "../provider.ts";
import {
  type CassetteOptions,
  type CassetteStorage,
  type Exchange,
  type ExchangeRequest,
  type ExchangeResponse,
  exchangeRequest,
} from "./cassette.ts";
import { decorate } from "./decorate.ts";

/** Which recording answers. */
export interface ReplayingOptions extends CassetteOptions {
  storage: Pick<CassetteStorage, "read">;
}

/**
 * Answers from what `withRecording` kept, with the pieces of each body as they came, and never uses the network. Equal
 * requests get their answers in the order of the recording. A request that was not recorded is an error of kind
 * `not_found`.
 */
export function replaying(provider: Provider, options: ReplayingOptions): Provider {
  const fetch = replayingFetch(options);
  return decorate(provider, (request) => provider.stream({ ...request, fetch }));
}

/** A `fetch` that answers from a cassette, which it reads once. */
export function replayingFetch(options: ReplayingOptions): typeof globalThis.fetch {
  let exchanges: Promise<Map<string, Exchange[]>> | undefined;
  return async (input, init) => {
    const request = new Request(input, init);
    const wanted = await exchangeRequest(request, options);
    exchanges ??= readExchanges(options.storage);
    const recorded = (await exchanges).get(keyOf(wanted))?.pop();
    if (recorded === undefined) throw notRecorded(wanted);
    return toResponse(recorded.response);
  };
}

/** By request, the first one last. */
async function readExchanges(
  storage: Pick<CassetteStorage, "read">,
): Promise<Map<string, Exchange[]>> {
  const lines = (await storage.read()).split("\n").filter((line) => line.trim() !== "");
  const exchanges = lines.map(readExchange);
  const byRequest = Map.groupBy(exchanges, ({ request }) => keyOf(request));
  for (const list of byRequest.values()) list.reverse();
  return byRequest;
}

function readExchange(line: string, index: number): Exchange {
  try {
    const exchange: unknown = JSON.parse(line);
    if (isExchange(exchange)) return exchange;
  } catch (cause) {
    throw unreadable(index, cause);
  }
  throw unreadable(index);
}

function isExchange(value: unknown): value is Exchange {
  return (
    isRecord(value) &&
    isRecord(value.request) &&
    isRecord(value.response) &&
    typeof value.request.bodyHash === "string" &&
    Array.isArray(value.response.chunks)
  );
}

function keyOf({ method, path, bodyHash }: ExchangeRequest): string {
  return `${method} ${path} ${bodyHash}`;
}

function toResponse({ status, headers, chunks, isCut }: ExchangeResponse): Response {
  const pieces = chunks.values();
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { done, value } = pieces.next();
        if (!done) controller.enqueue(bytesOf(value));
        else if (isCut)
          controller.error(new AiError("network", "The recorded answer broke off here."));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const isEmpty = chunks.length === 0 && !isCut;
  return new Response(isEmpty ? null : body, { status, headers });
}

function bytesOf(chunk: string | { base64: string }): Uint8Array {
  return typeof chunk === "string"
    ? new TextEncoder().encode(chunk)
    : Buffer.from(chunk.base64, "base64");
}

function notRecorded({ method, path, bodyHash }: ExchangeRequest): AiError {
  return new AiError(
    "not_found",
    `The cassette has no (further) answer to ${method} ${path} with the body ${bodyHash.slice(0, 12)}…. Record it again, or take what changes between runs out of the body with normalizeBody.`,
  );
}

function unreadable(index: number, cause?: unknown): AiError {
  return new AiError(
    "invalid_request",
    `Line ${index + 1} of the cassette is not a recorded exchange. Remove it, or record again.`,
    { cause },
  );
}
