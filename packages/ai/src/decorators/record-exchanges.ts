import {
  type CassetteOptions,
  type CassetteStorage,
  credentialsOf,
  type Exchange,
  exchangeRequest,
  scrubber,
} from "./cassette.ts";

/**
 * A `fetch` that sends through another one and keeps what came back. An exchange is written when its body has ended,
 * is cancelled or its request is aborted; `onWrite` gets the promise of that as soon as there is a response.
 */
export function recordExchanges(
  send: typeof globalThis.fetch,
  storage: Pick<CassetteStorage, "write">,
  options: CassetteOptions,
  onWrite: (write: Promise<void>) => void,
): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const scrub = scrubber([...(options.secrets ?? []), ...credentialsOf(request.headers)]);
    const key = await exchangeRequest(request, options);
    const response = await send(request);
    const { status, statusText, headers, body } = response;
    const recorder = createRecorder(async (chunks, isCut) => {
      const exchange: Exchange = {
        request: key,
        response: {
          status,
          headers: keptHeaders(headers),
          chunks: chunks.map((chunk) => textOrBase64(chunk, scrub)),
          ...(isCut && { isCut }),
        },
      };
      await storage.write(JSON.stringify(exchange));
    });
    onWrite(recorder.written);
    const { signal } = request;
    signal.addEventListener("abort", () => recorder.end(true), { once: true });
    if (signal.aborted) recorder.end(true);
    if (body === null) {
      recorder.end(false);
      await recorder.written;
    }
    return new Response(body && recorder.tap(body), { status, statusText, headers });
  };
}

interface Recorder {
  /** Settles when the exchange is written. */
  readonly written: Promise<void>;
  /** The same bytes. The end is handed on once the exchange is written. */
  tap(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array>;
  /** Writes what came so far; only the first call counts. */
  end(isCut: boolean): void;
}

function createRecorder(write: (chunks: Uint8Array[], isCut: boolean) => Promise<void>): Recorder {
  const chunks: Uint8Array[] = [];
  const { promise: written, resolve } = Promise.withResolvers<void>();
  written.catch(() => {}); // whoever waits for it hears of a failure
  let isOver = false;

  function end(isCut: boolean): void {
    if (!isOver) resolve(write(chunks, isCut));
    isOver = true;
  }

  function tap(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const reader = body.getReader();
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          try {
            const result = await reader.read();
            if (!result.done) {
              chunks.push(result.value.slice());
              controller.enqueue(result.value);
              return;
            }
          } catch (cause) {
            end(true);
            await written;
            throw cause;
          }
          end(false);
          await written;
          controller.close();
        },
        async cancel(reason) {
          await reader.cancel(reason);
          end(true);
        },
      },
      { highWaterMark: 0 },
    );
  }

  return { written, tap, end };
}

/** What a provider reads of a response. The rest differs from run to run or names the account. */
function keptHeaders(headers: Headers): Record<string, string> {
  const kept = /^content-type$|^retry-after|^x-should-retry$|ratelimit/;
  return Object.fromEntries([...headers].filter(([name]) => kept.test(name)));
}

function textOrBase64(
  bytes: Uint8Array,
  scrub: (text: string) => string,
): string | { base64: string } {
  try {
    return scrub(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return { base64: Buffer.from(bytes).toString("base64") }; // cut in the middle of a character
  }
}
