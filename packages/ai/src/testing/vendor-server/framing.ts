import { AiError } from "../../error.ts";
import type { StreamText } from "./faults.ts";
import type { Framing } from "./protocol.ts";

/** One event of a stream as text, the blank line included. */
export function frameEvent(payload: string, framing: Framing): string {
  const { newline } = framing;
  const name = framing.named ? typeOf(payload) : undefined;
  const head = name === undefined ? "" : `event: ${name}${newline}`;
  return `${head}data: ${payload}${newline}${newline}`;
}

/** A comment, and a ping where the vendor sends them, before every event but the first. */
export function withComments(stream: StreamText, framing: Framing): StreamText {
  const ping = framing.ping === undefined ? "" : frameEvent(framing.ping, framing);
  const between = `: keep-alive${framing.newline}${framing.newline}${ping}`;
  return {
    ...stream,
    events: stream.events.map((event, index) => (index === 0 ? event : between + event)),
  };
}

/** How a body is cut into writes: pieces of so many bytes, or of changing sizes drawn from a seed. */
export type Split =
  | {
      /** The size of each piece; a whole number from 1. */
      bytes: number;
    }
  | {
      /** The same seed gives the same sizes. */
      seed: number;
    };

/** Cuts a body anew, with no regard for events, lines or characters. */
export function splitBytes(pieces: readonly Uint8Array[], split: Split): Uint8Array[] {
  const sizes = "bytes" in split ? fixedSizes(split.bytes) : drawnSizes(split.seed);
  const whole = Buffer.concat(pieces);
  const cut: Uint8Array[] = [];
  for (let start = 0; start < whole.length; ) {
    const end = start + sizes();
    cut.push(whole.subarray(start, end));
    start = end;
  }
  return cut;
}

function fixedSizes(bytes: number): () => number {
  if (!Number.isInteger(bytes) || bytes < 1) {
    throw new AiError(
      "invalid_request",
      `split.bytes must be a whole number from 1 up; got ${bytes}.`,
    );
  }
  return () => bytes;
}

/** Sizes from 1 to 48 bytes, the same for the same seed (mulberry32). */
function drawnSizes(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return 1 + (((mixed ^ (mixed >>> 14)) >>> 0) % 48);
  };
}

function typeOf(payload: string): string | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    if (typeof value === "object" && value !== null && "type" in value) return String(value.type);
  } catch {
    // a recording may hold a broken line, which is replayed as it is
  }
  return undefined;
}
