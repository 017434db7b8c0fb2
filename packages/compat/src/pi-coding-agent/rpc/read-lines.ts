/** Lines of a stream of UTF-8, ended by LF only: other line ends may stand inside a JSON text. */
export function readLines(
  stream: NodeJS.ReadableStream,
  onLine: (line: string) => void,
): () => void {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  const onData = (chunk: Buffer) => {
    const lines = decoder.decode(chunk, { stream: true }).split("\n");
    const rest = lines.pop() ?? "";
    for (const line of lines) {
      const whole = pieces.join("") + line;
      pieces = [];
      if (whole.trim()) onLine(whole);
    }
    if (rest) pieces.push(rest);
  };
  stream.on("data", onData);
  return () => {
    stream.off("data", onData);
  };
}
