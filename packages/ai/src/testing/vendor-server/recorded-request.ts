import type { IncomingMessage, ServerResponse } from "node:http";
import { recordOf } from "../../wire/fields.ts";

/** What a client sent, and what became of its connection. */
export interface RecordedRequest {
  readonly method: string;
  /** With the query, as it was sent. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON; an empty object when there was none. */
  readonly body: Record<string, unknown>;
  /** The bytes as text, for those who compare prefixes. */
  readonly text: string;
  /** Settles when the exchange is over: `true` when the client left before it had the whole answer. */
  readonly closedByClient: Promise<boolean>;
  /** When the exchange was over, in milliseconds on the server's clock. */
  readonly closedAt: number | undefined;
}

/** A recorded request, and the server's side of it. */
export interface Exchange {
  readonly request: RecordedRequest;
  /** Aborted when the exchange is over. */
  readonly over: AbortSignal;
  /** Closes the connection in the middle of the answer, as the script says. */
  destroy(): void;
}

/** Reads a request to its end. Connections that go when the server is no longer open are not the client's doing. */
export async function recordRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
  server: { now(): number; isOpen(): boolean },
): Promise<Exchange> {
  const over = new AbortController();
  const closed = Promise.withResolvers<boolean>();
  let closedAt: number | undefined;
  let destroyed = false;
  response.once("close", () => {
    closedAt = server.now();
    over.abort();
    closed.resolve(server.isOpen() && !destroyed && !response.writableFinished);
  });
  const text = await readText(incoming);
  return {
    request: {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      headers: headersOf(incoming),
      body: parseBody(text),
      text,
      closedByClient: closed.promise,
      get closedAt() {
        return closedAt;
      },
    },
    over: over.signal,
    destroy() {
      destroyed = true;
      response.socket?.destroySoon();
    },
  };
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

function parseBody(text: string): Record<string, unknown> {
  if (text === "") return {};
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return {}; // a body that is no JSON has no fields, and the check says which one it misses
  }
}
