import type { Writable } from "node:stream";

/** The way past a guard, and its end. */
export interface OutputGuard {
  /** Writes to standard output, past the guard. Resolves when it is written, so that a slow reader is waited for. */
  write(text: string): Promise<void>;
  /** Takes the guard away. */
  restore(): void;
}

/**
 * Keeps a protocol on standard output clean: what anything else prints there goes to standard error. For programs whose
 * output is read by a program, as JSON lines are.
 */
export function guardOutput(streams: { stdout: Writable; stderr: Writable }): OutputGuard {
  const { stdout, stderr } = streams;
  const original = Object.getOwnPropertyDescriptor(stdout, "write");
  const write = stdout.write.bind(stdout);
  const redirected = stderr.write.bind(stderr);
  Object.defineProperty(stdout, "write", { value: redirected, configurable: true, writable: true });
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        write(text, "utf8", (error) => (error ? reject(error) : resolve()));
      }),
    restore() {
      if (original) Object.defineProperty(stdout, "write", original);
      else Reflect.deleteProperty(stdout, "write"); // it is the one of the prototype again
    },
  };
}
