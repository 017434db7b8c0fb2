import { Writable } from "node:stream";

/** Keeps standard output for the caller. Whatever else is printed goes to standard error from here on. */
export function takeStandardOutput(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      if (write(chunk)) done();
      else stdout.once("drain", () => done());
    },
  });
}
