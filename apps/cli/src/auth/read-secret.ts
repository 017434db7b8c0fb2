import type { ReadStream } from "node:tty";

/** A line that is typed and not shown; `undefined` when it was given up with Ctrl-C or Ctrl-D. */
export function readSecret(
  input: ReadStream,
  output: NodeJS.WriteStream,
  prompt: string,
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  let typed: string[] = [];
  const onData = (chunk: string) => {
    for (const character of chunk) {
      if (character === "\r" || character === "\n") return end(typed.join(""));
      if (character === "\u0003" || character === "\u0004") return end(undefined);
      if (character === "\u0015") typed = [];
      else if (character === "\u007f" || character === "\b") typed.pop();
      else if (character >= " ") typed.push(character);
    }
  };
  const end = (value: string | undefined) => {
    input.off("data", onData).setRawMode(false).pause();
    output.write("\n");
    resolve(value);
  };
  output.write(prompt);
  input.setRawMode(true).setEncoding("utf8").on("data", onData).resume();
  return promise;
}
