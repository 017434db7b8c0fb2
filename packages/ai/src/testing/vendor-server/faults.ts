import type { Fault } from "../step.ts";

/** What is written, a piece a write, and how the response ends after it. */
export interface Body {
  pieces: Uint8Array[];
  /** `destroy` closes the socket in the middle; `stall` leaves it open until the client goes. */
  ending: "end" | "destroy" | "stall";
}

/** A stream's framed events, and what else may be put between or behind them. */
export interface StreamText {
  events: readonly string[];
  /** What follows the last event of a complete stream. */
  closing: string;
  /** The vendor's in-band error, framed; `body` is what the fault says instead. */
  errorText: (body: unknown) => string;
  newline: string;
}

/** Applies a fault to a stream. Faults of the response's head (`status`, `redirect`) leave no stream to apply to. */
export function bodyOf(stream: StreamText, fault: Fault | undefined): Body {
  const whole = [...stream.events, stream.closing];
  switch (fault?.type) {
    case "cut":
      return { pieces: cutPieces(whole, fault), ending: "destroy" };
    case "end":
      return { pieces: encode(stream.events.slice(0, fault.afterEvents)), ending: "end" };
    case "stall":
      return { pieces: encode(stream.events.slice(0, fault.afterEvents)), ending: "stall" };
    case "garbage": {
      const line = fault.line ?? "data: {oops";
      whole.splice(fault.afterEvents, 0, `${line}${stream.newline}${stream.newline}`);
      return { pieces: encode(whole), ending: "end" };
    }
    case "error": {
      const before = stream.events.slice(0, fault.afterEvents);
      return { pieces: encode([...before, stream.errorText(fault.body)]), ending: "end" };
    }
    default:
      return { pieces: encode(whole), ending: "end" };
  }
}

function cutPieces(texts: readonly string[], fault: Extract<Fault, { type: "cut" }>): Uint8Array[] {
  const { afterBytes, afterEvents = afterBytes === undefined ? 0 : texts.length } = fault;
  const pieces: Uint8Array[] = [];
  let left = afterBytes ?? Number.POSITIVE_INFINITY;
  for (const piece of encode(texts.slice(0, afterEvents))) {
    if (left <= 0) break;
    pieces.push(piece.subarray(0, left));
    left -= piece.length;
  }
  return pieces;
}

function encode(texts: readonly string[]): Uint8Array[] {
  return texts.filter((text) => text !== "").map((text) => Buffer.from(text));
}
