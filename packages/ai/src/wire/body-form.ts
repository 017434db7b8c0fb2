/** How an answer is written: as server-sent events, or as one JSON text. */
export type BodyForm = "events" | "json";

/** Judged by the first byte that is not blank, because servers mislabel both; `undefined` when there is none. */
export function bodyForm(start: Uint8Array): BodyForm | undefined {
  const first = start.find((byte) => !blanks.has(byte));
  if (first === undefined) return undefined;
  return jsonOpenings.has(first) ? "json" : "events";
}

/** White space and the byte order mark. */
const blanks = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
/** `{`, `[` and `"`. */
const jsonOpenings = new Set([0x7b, 0x5b, 0x22]);
