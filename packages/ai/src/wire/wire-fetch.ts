import { requestAborted } from "../abortable.ts";
import { AiError } from "../error.ts";
import type { ResponseInfo } from "../provider.ts";
import { errorFromResponse, toAiError } from "../vendor-error.ts";

export interface WireFetch {
  /** What the SDK is given in place of `globalThis.fetch`. */
  fetch: typeof globalThis.fetch;
  /** The vendor's real response, once it has answered with success. */
  response(): Response | undefined;
}

export interface WireFetchOptions {
  provider: string;
  fetch: typeof globalThis.fetch;
  /** The only origins that may be talked to. */
  origins: readonly string[];
  now: () => number;
  onResponse?: ((response: ResponseInfo) => void) | undefined;
}

/**
 * The one door to the network. It refuses other origins and redirects (a redirect would carry the key to whoever it
 * names), turns every failed status into an `AiError`, and keeps the body away from the SDK, whose own stream
 * iterators cost several times what reading it takes.
 */
export function createWireFetch(options: WireFetchOptions): WireFetch {
  let kept: Response | undefined;
  const wireFetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!options.origins.includes(url.origin)) {
      throw new AiError(
        "invalid_request",
        `"${options.provider}" is configured for ${options.origins.join(", ")}, not for ${url.origin}; nothing was sent.`,
        { provider: options.provider },
      );
    }
    const response = await options
      .fetch(input, { ...init, redirect: "manual" })
      .catch((cause: unknown) => Promise.reject(unreachable(url.origin, cause, options.provider)));
    if (init?.signal?.aborted) {
      await response.body?.cancel(); // this `fetch` ignores its signal
      throw requestAborted();
    }
    options.onResponse?.({
      status: response.status,
      headers: Object.fromEntries(response.headers),
    });
    if (!response.ok) throw await errorFromResponse(response, options.provider, options.now());
    kept = response;
    return new Response("{}", {
      status: response.status,
      headers: { "content-type": "application/json" },
    });
  };
  return { fetch: wireFetch, response: () => kept };
}

/** Says which address could not be reached, which the errors of `fetch` leave out. */
function unreachable(origin: string, cause: unknown, provider: string): AiError {
  const error = toAiError(cause, provider);
  if (error.code !== "network") return error;
  const reason =
    error.vendorCode ??
    (cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : error.message);
  return new AiError("network", `${origin} cannot be reached (${reason}).`, {
    vendorCode: error.vendorCode,
    provider,
    cause,
  });
}
