/** A line of the input, or that one was longer than allowed. */
export type InputLine = { type: "line"; text: string } | { type: "too_long" };

/**
 * Splits at line feeds only: JSON strings may contain every other separator of lines. What is too long is skipped up to
 * its end.
 *
 * @param longest UTF-16 units.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  longest: number,
): AsyncGenerator<InputLine, void> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let length = 0;
  let isTooLong = false;

  function* take(text: string): Generator<InputLine, void> {
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      keep(text.slice(start, end));
      yield endLine();
      start = end + 1;
    }
    keep(text.slice(start));
  }

  function keep(part: string): void {
    if (part === "" || isTooLong) return;
    length += part.length;
    isTooLong = length > longest;
    if (isTooLong) parts = [];
    else parts.push(part);
  }

  function endLine(): InputLine {
    const text = parts.join("").replace(/\r$/, "");
    const line: InputLine = isTooLong ? { type: "too_long" } : { type: "line", text };
    parts = [];
    length = 0;
    isTooLong = false;
    return line;
  }

  for await (const chunk of chunks) yield* take(decoder.decode(chunk, { stream: true }));
  yield* take(decoder.decode());
  if (length > 0) yield endLine();
}
