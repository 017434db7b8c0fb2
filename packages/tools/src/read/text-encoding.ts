export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be";

/** How much of a file decides what it is. */
const sniffedBytes = 8192;

/** How the beginning of a file says it is encoded; `undefined` when it is not text. */
export function sniffEncoding(start: Uint8Array): TextEncoding | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  return start.subarray(0, sniffedBytes).includes(0) ? undefined : "utf-8";
}

/** Chunks as UTF-8, so that lines can be found in bytes. */
export async function* toUtf8(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncGenerator<Uint8Array, void> {
  if (encoding === "utf-8") {
    yield* chunks;
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}
