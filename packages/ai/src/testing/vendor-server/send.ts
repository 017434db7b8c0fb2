import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { type Clock, sleep } from "../../clock.ts";
import type { Body } from "./faults.ts";
import type { Refusal } from "./protocol.ts";
import type { Exchange } from "./recorded-request.ts";

/** Sends a JSON text. */
export function sendJson(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(text);
}

/** Sends an answer that is not a success. `headers` win over the refusal's own. */
export function sendRefusal(
  response: ServerResponse,
  refusal: Refusal,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendJson(response, refusal.status, JSON.stringify(refusal.body), {
    ...refusal.headers,
    ...headers,
  });
}

export interface StreamDelivery {
  body: Body;
  headers: Readonly<Record<string, string>>;
  /** Milliseconds before each write. */
  delayMs: number;
  /** Lets the client read each write before the next, which it would join otherwise. */
  apart: boolean;
  clock: Clock;
}

/** Sends a stream, one write a piece, as fast as the client reads, until it is over or the client has left. */
export async function sendStream(
  response: ServerResponse,
  exchange: Exchange,
  { body, headers, delayMs, apart, clock }: StreamDelivery,
): Promise<void> {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    ...headers,
  });
  response.flushHeaders();
  for (const piece of body.pieces) {
    if (delayMs > 0) await sleep(delayMs, clock, exchange.over);
    if (apart) await setImmediate();
    if (exchange.over.aborted) return;
    if (!response.write(piece)) await drained(response, exchange.over);
  }
  if (body.ending === "end") response.end();
  if (body.ending === "destroy") exchange.destroy();
}

async function drained(response: ServerResponse, over: AbortSignal): Promise<void> {
  await once(response, "drain", { signal: over }).catch(() => {}); // the client left; the caller sees that in `over`
}
