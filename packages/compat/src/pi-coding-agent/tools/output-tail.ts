import { randomBytes } from "node:crypto";
import { createWriteStream, type WriteStream } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DEFAULT_MAX_BYTES,
  DEFAULT_MAX_LINES,
  type TruncationResult,
  truncateTail,
} from "./truncate.ts";

export interface OutputView {
  /** The last lines that fit. */
  truncation: TruncationResult;
  /** Where all of it is, when it does not fit. */
  fullOutputPath: string | undefined;
}

/** Keeps the end of an output in memory, and all of it in a file as soon as it does not fit. */
export interface OutputTail {
  add(text: string): void;
  view(): OutputView;
  /** Bytes of the last line, shown or not. */
  lastLineBytes(): number;
  /** When the file has everything. */
  close(): Promise<void>;
}

/** What is held is cut back to the limit when it has grown to twice as much. */
const heldLength = 2 * DEFAULT_MAX_BYTES;

export function createOutputTail(): OutputTail {
  let held = "";
  let bytes = 0;
  let newlines = 0;
  let lastLineBytes = 0;
  let file: { path: string; stream: WriteStream } | undefined;

  const isOver = () => bytes > DEFAULT_MAX_BYTES || newlines >= DEFAULT_MAX_LINES;
  const openFile = () => {
    const path = join(tmpdir(), `pi-bash-${randomBytes(8).toString("hex")}.log`);
    const stream = createWriteStream(path, { mode: 0o600 });
    stream.on("error", () => {}); // the tail is there all the same
    stream.write(held);
    return { path, stream };
  };

  return {
    add(text) {
      held += text;
      bytes += Buffer.byteLength(text);
      const lastNewline = text.lastIndexOf("\n");
      for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) newlines += 1;
      const rest = Buffer.byteLength(text.slice(lastNewline + 1));
      lastLineBytes = lastNewline === -1 ? lastLineBytes + rest : rest;
      if (file) file.stream.write(text);
      else if (isOver()) file = openFile();
      if (file && held.length > heldLength) held = held.slice(-DEFAULT_MAX_BYTES);
    },
    view() {
      const tail = truncateTail(held);
      if (!isOver()) return { truncation: tail, fullOutputPath: file?.path };
      const totals = { totalLines: newlines + 1, totalBytes: bytes, truncated: true };
      const truncatedBy = tail.truncatedBy ?? (bytes > DEFAULT_MAX_BYTES ? "bytes" : "lines");
      return { truncation: { ...tail, ...totals, truncatedBy }, fullOutputPath: file?.path };
    },
    lastLineBytes: () => lastLineBytes,
    async close() {
      if (file === undefined || file.stream.closed) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      file.stream.once("close", resolve);
      file.stream.end();
      await promise;
    },
  };
}
