import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import type { OutputSource } from "./output-pump.ts";

/** A pipe for the output of one command. */
export interface OutputPipe {
  /** The descriptor that the command writes to. */
  readonly writer: number;
  /** Reads what comes; only lends the bytes, which lie in one buffer. */
  readonly source: OutputSource;
  /** To be called when the command has the descriptor, or could not be started. */
  closeWriter(): void;
  /** Instead of reading. */
  closeReader(): void;
}

/** A pipe of Linux holds as much. */
const bufferBytes = 64 * 1024;

/**
 * Makes a pipe that has no name any more. Between Node and a child there is otherwise a socket, which `/dev/stderr` cannot
 * open (https://github.com/nodejs/node/issues/21941), and which takes a new buffer for every read.
 *
 * @param parent A folder to make it in.
 * @param searchPath Where `mkfifo` may be, besides the usual folders.
 * @returns `undefined` where that does not work, for example because the disk is full.
 */
export async function openOutputPipe(
  parent: string,
  searchPath: string,
): Promise<OutputPipe | undefined> {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(parent, "argent-pipe-"));
    const path = join(folder, "output");
    const env = { PATH: `/bin:/usr/bin:${searchPath}` };
    const made = spawn("mkfifo", ["-m", "600", path], { env, stdio: "ignore" });
    await once(made, "exit");
    return pipeAt(path);
  } catch {
    return undefined; // the caller goes on without
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** The reader comes first: without one, opening the writer would wait. */
function pipeAt(path: string): OutputPipe {
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openWriter(path, reader);
  return {
    writer,
    source(onBytes) {
      const callback = (count: number, buffer: Uint8Array) => {
        onBytes(buffer.subarray(0, count));
        return true;
      };
      const onread = { buffer: Buffer.allocUnsafeSlow(bufferBytes), callback };
      return new Socket({ fd: reader, readable: true, writable: false, onread });
    },
    closeWriter: () => closeSync(writer),
    closeReader: () => closeSync(reader),
  };
}

function openWriter(path: string, reader: number): number {
  try {
    return openSync(path, constants.O_WRONLY);
  } catch (cause) {
    closeSync(reader);
    throw cause;
  }
}
