import type { WireCall } from "./adapter.ts";

/** What an SDK is given as its timeout, in milliseconds: the longest that a timer can run, for our own timeouts rule. */
export const longestTimeoutMs = 2 ** 31 - 1;

/**
 * Runs one request of a vendor's SDK. `request` makes the client with the `fetch` it is given and awaits the raw
 * response. What leaves is the SDK's request with the headers of its protocol and ours: credentials and headers that
 * the SDK found in the environment stay behind.
 *
 * @throws what `call.fetch` rejected with, not the error that an SDK wraps around it (or replaces it by, when its
 * message happens to speak of a timeout).
 */
export async function throughSdk(
  call: WireCall,
  headers: Record<string, string>,
  request: (fetch: typeof globalThis.fetch) => Promise<unknown>,
): Promise<void> {
  let failure: unknown;
  const sdkFetch: typeof globalThis.fetch = async (input, init) => {
    try {
      return await call.fetch(input, {
        ...init,
        headers: sentHeaders(new Headers(init?.headers), headers),
        // The SDK's own signal ends with its call, which is over before the answer is.
        signal: call.signal,
      });
    } catch (cause) {
      failure = cause;
      throw cause;
    }
  };
  try {
    await request(sdkFetch);
  } catch (cause) {
    throw failure ?? cause;
  }
}

const protocolHeader = /^(accept|content-type|user-agent|x-goog-api-client|x-stainless-.+)$/;

function sentHeaders(fromSdk: Headers, ours: Record<string, string>): Headers {
  const sent = new Headers();
  for (const [name, value] of fromSdk) {
    if (protocolHeader.test(name)) sent.set(name, value);
  }
  for (const [name, value] of Object.entries(ours)) sent.set(name, value);
  return sent;
}
