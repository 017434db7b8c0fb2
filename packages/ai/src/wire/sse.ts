import { requireBounded } from "./require-bounded.ts";

/**
 * Splits server-sent events into their data, one call of `onData` per event, in linear time.
 * Comments, other fields, CRLF, several `data:` lines and any split of the bytes are handled. Throws for an event that
 * never ends.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function createSseParser(onData: (data: string) => void): SseParser {
  const decoder = new TextDecoder();
  let rest = "";
  let pending: string | undefined;
  let held = 0;

  function takeLine(line: string): void {
    if (line === "") {
      dispatch();
    } else if (line.startsWith("data:")) {
      const value = line.charCodeAt(5) === 32 ? line.slice(6) : line.slice(5);
      if (pending === undefined) {
        pending = value;
        held = value.length;
      } else {
        pending = `${pending}\n${value}`;
        held += value.length + lineCost;
        requireBounded(held);
      }
    }
  }

  function dispatch(): void {
    if (pending === undefined) return;
    const data = pending;
    pending = undefined;
    onData(data);
  }

  function takeText(text: string): void {
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      let line = text.slice(start, text.charCodeAt(end - 1) === 13 ? end - 1 : end);
      if (start === 0 && rest !== "") {
        line = rest + text.slice(0, end);
        rest = "";
        if (line.endsWith("\r")) line = line.slice(0, -1);
      }
      start = end + 1;
      takeLine(line);
    }
    rest += text.slice(start);
    requireBounded(rest.length);
  }

  return {
    push: (bytes) => takeText(decoder.decode(bytes, { stream: true })),
    end() {
      takeText(`${decoder.decode()}\n`);
      dispatch();
    },
  };
}

/** What a line of an event takes beside its characters. */
const lineCost = 64;

export interface SseParser {
  push(bytes: Uint8Array): void;
  /** The body ended: whatever is pending is an event, as most servers that forget the last blank line mean it. */
  end(): void;
}
