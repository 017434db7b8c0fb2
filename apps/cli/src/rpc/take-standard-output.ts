import { Writable } from "node:stream";

/**
 * Keeps standard output for the caller. Whatever else is printed goes to standard error from here on. When nobody reads any
 * more, or nothing can be written, the stream is destroyed; the process goes on, so that it can end in order.
 */
export function takeStandardOutput(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  const output = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      if (write(chunk)) done();
      else stdout.once("drain", () => done());
    },
    // The event of a failure comes behind the callback.
    final: (done) => void write("", () => setImmediate(done)),
  });
  stdout.removeAllListeners("error");
  stdout.on("error", (error) => output.destroy(error));
  return output;
}
