import type { WriteStream } from "node:tty";

/** What is printed past the screen, such as warnings of the runtime or of a library, which would spoil what is drawn. */
export interface StrayOutput {
  /** Gives every piece of it to the listener, those first that came before. */
  attach(listener: (text: string) => void): void;
  /** Lets everything be printed again; what nobody was given is printed now. */
  restore(): void;
}

type Printing = Pick<WriteStream, "write">;

/** Takes what is written to the streams from here on. Whoever draws keeps the `write` of before. */
export function takeStrayOutput(streams: readonly Printing[]): StrayOutput {
  const waiting: string[] = [];
  let give: ((text: string) => void) | undefined;
  const restores = streams.map((stream) => {
    const { write } = stream;
    stream.write = (chunk: Uint8Array | string, ...rest: unknown[]) => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      if (give) give(text);
      else waiting.push(text);
      const done = rest.at(-1);
      if (typeof done === "function") done();
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  return {
    attach(listener) {
      give = listener;
      for (const text of waiting.splice(0)) listener(text);
    },
    restore() {
      for (const restore of restores) restore();
      const [first] = streams;
      for (const text of waiting.splice(0)) first?.write(text);
    },
  };
}
