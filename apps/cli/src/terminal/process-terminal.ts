import { writeSync } from "node:fs";
import type { ReadStream, WriteStream } from "node:tty";
import { enterRawScreen, leaveRawScreen, type Terminal } from "./terminal.ts";

/**
 * The process's own terminal in raw mode. However the process ends, short of SIGKILL, the terminal is brought back to how
 * it was: `close`, an uncaught exception, `process.exit`, SIGTERM and SIGHUP; SIGTSTP hands it over until SIGCONT.
 *
 * @param onEnd Called for SIGTERM and SIGHUP, and with SIGHUP when the terminal is gone without a signal.
 */
export function processTerminal(
  { stdin, stdout }: { stdin: ReadStream; stdout: WriteStream & { fd: number } },
  onEnd: (signal: NodeJS.Signals) => void,
): Terminal {
  const resized = new Set<() => void>();
  const write = stdout.write.bind(stdout);
  let isRaw = false;

  const enter = () => {
    if (isRaw) return;
    isRaw = true;
    stdin.setRawMode(true);
    stdin.resume();
    write(enterRawScreen);
  };
  const leave = () => {
    if (!isRaw) return;
    isRaw = false;
    try {
      writeSync(stdout.fd, leaveRawScreen);
      stdin.setRawMode(false);
    } catch {
      // The terminal is gone; there is nothing left to bring back.
    }
  };
  const redraw = () => {
    for (const listener of resized) listener();
  };
  const suspend = () => {
    leave();
    process.off("SIGTSTP", suspend);
    process.kill(process.pid, "SIGTSTP");
  };
  const resume = () => {
    process.on("SIGTSTP", suspend);
    enter();
    redraw();
  };
  const ends = (["SIGTERM", "SIGHUP"] as const).map((signal) => ({
    signal,
    listener: () => {
      leave();
      onEnd(signal);
    },
  }));

  const isGone = () => onEnd("SIGHUP");

  process.on("exit", leave);
  process.on("SIGTSTP", suspend);
  process.on("SIGCONT", resume);
  stdout.on("resize", redraw);
  for (const { signal, listener } of ends) process.on(signal, listener);
  // Nothing can be written any more then, so there is nobody to tell of errors.
  stdout.removeAllListeners("error").on("error", isGone);
  stdin.on("error", isGone).on("end", isGone);
  enter();

  return {
    get columns() {
      return stdout.columns || 80;
    },
    get rows() {
      return stdout.rows || 24;
    },
    write,
    onInput(listener) {
      stdin.on("data", listener);
      return () => stdin.off("data", listener);
    },
    onResize(listener) {
      resized.add(listener);
      return () => resized.delete(listener);
    },
    suspend,
    close() {
      leave();
      stdin.pause();
      process.off("exit", leave);
      process.off("SIGTSTP", suspend);
      process.off("SIGCONT", resume);
      stdout.off("resize", redraw);
      stdin.off("end", isGone);
      for (const { signal, listener } of ends) process.off(signal, listener);
    },
  };
}
