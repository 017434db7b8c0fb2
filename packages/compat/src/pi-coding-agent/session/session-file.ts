import {
  type BigIntStats,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { type SessionEntry as ArgentEntry, SessionError } from "@argent/agent";
import { writeFailed } from "./file-failures.ts";
import { entryIn } from "./read-session-file.ts";

/** Where a file ended when it was last looked at. */
interface FileEnd {
  /** Of the file behind the name, whatever it is called. */
  identity: string;
  size: number;
}

export interface SessionFile {
  /**
   * Appends a line, behind whatever others appended since the last look; gives their entries. `whole` is the session as
   * lines, for a file that is gone.
   *
   * @throws SessionError `session_changed` when another file has taken its place, `write_failed`. Nothing was appended.
   */
  append(line: string, whole: () => readonly string[]): ArgentEntry[];
  /**
   * Puts a new file in the place of one of an older version, which is kept beside it.
   *
   * @throws SessionError as `append`
   */
  replace(lines: readonly string[], keepAs: string): void;
}

/**
 * The file of a session, written synchronously. It is only ever appended to, and a torn last line is ended before the next one
 * starts. Nobody is kept out: an Argent writer that holds the lease reads what was appended here as somebody else's.
 * `knownSize` is what was read of it.
 */
export function openSessionFile(path: string, knownSize: number): SessionFile {
  let known: FileEnd = { identity: endOf(path)?.identity ?? "", size: knownSize };
  /** Up to where a line feed is known to be the last byte. */
  let wholeTo = 0;

  function append(line: string, whole: () => readonly string[]): ArgentEntry[] {
    const descriptor = openToAppend(path);
    if (descriptor === undefined) {
      known = writeNewFile(path, [...whole(), line]);
      wholeTo = known.size;
      return [];
    }
    try {
      const now = positionOf(fstatSync(descriptor, { bigint: true }));
      if (now.identity !== known.identity || now.size < known.size) throw changed(path);
      const tail = readTail(descriptor, known.size, now.size);
      const isWhole = now.size === wholeTo || endsWithFeed(descriptor, now.size);
      const written = writeWhole(descriptor, `${isWhole ? "" : "\n"}${line}\n`, now.size);
      known = { ...now, size: now.size + written };
      wholeTo = known.size;
      return tail.split("\n").flatMap(entryIn);
    } catch (cause) {
      throw writeFailed(path, cause);
    } finally {
      closeSync(descriptor);
    }
  }

  function replace(lines: readonly string[], keepAs: string): void {
    const now = endOf(path);
    if (now?.identity !== known.identity || now?.size !== known.size) throw changed(path);
    const draft = `${path}.${process.pid}.tmp`;
    try {
      const written = writeNewFile(draft, lines);
      keepBeside(path, path + keepAs);
      renameSync(draft, path);
      known = written;
      wholeTo = written.size;
    } catch (cause) {
      rmSync(draft, { force: true });
      throw writeFailed(path, cause);
    }
  }

  return { append, replace };
}

/**
 * Writes a file that does not exist yet, readable by its owner only.
 *
 * @throws SessionError `already_exists`, `write_failed`
 */
export function createSessionFile(path: string, lines: readonly string[]): SessionFile {
  return openSessionFile(path, writeNewFile(path, lines).size);
}

/** The file's length in bytes; `undefined` when there is none. */
export function sizeOf(path: string): number | undefined {
  return endOf(path)?.size;
}

const { O_APPEND, O_RDWR } = constants;

function openToAppend(path: string): number | undefined {
  try {
    return openSync(path, O_RDWR | O_APPEND);
  } catch (cause) {
    const failure = writeFailed(path, cause);
    if (failure.systemCode === "ENOENT") return undefined;
    throw failure;
  }
}

function writeNewFile(path: string, lines: readonly string[]): FileEnd {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "wx", 0o600);
    writeWhole(descriptor, lines.map((line) => `${line}\n`).join(""), 0);
    return positionOf(fstatSync(descriptor, { bigint: true }));
  } catch (cause) {
    const failure = writeFailed(path, cause);
    if (failure.systemCode !== "EEXIST") throw failure;
    const message = `${path} was made by somebody else in the meantime. Nothing was written; open it, or choose another file.`;
    throw new SessionError("already_exists", message, { session: path, cause });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** All or nothing: what a failed write left behind is cut off, unless somebody else has appended since. */
function writeWhole(descriptor: number, text: string, start: number): number {
  const data = Buffer.from(text);
  let written = 0;
  try {
    while (written < data.length) written += writeSync(descriptor, data, written);
  } catch (cause) {
    if (fstatSync(descriptor).size === start + written) ftruncateSync(descriptor, start);
    throw cause;
  }
  return written;
}

function readTail(descriptor: number, from: number, to: number): string {
  const bytes = Buffer.alloc(to - from);
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(descriptor, bytes, filled, bytes.length - filled, from + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.toString("utf8", 0, filled);
}

function endsWithFeed(descriptor: number, size: number): boolean {
  return readTail(descriptor, size - 1, size) === "\n";
}

/** Gives a file a second name that nobody has yet; numbers it when somebody does. */
function keepBeside(path: string, name: string): void {
  for (let number = 1; ; number++) {
    try {
      linkOrCopy(path, number === 1 ? name : `${name}.${number}`);
      return;
    } catch (cause) {
      if (writeFailed(path, cause).systemCode !== "EEXIST") throw cause;
    }
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (cause) {
    if (writeFailed(from, cause).systemCode === "EEXIST") throw cause;
    copyFileSync(from, to, constants.COPYFILE_EXCL); // some file systems have no hard links
  }
}

function endOf(path: string): FileEnd | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && positionOf(stats);
}

function positionOf({ dev, ino, birthtimeNs, size }: BigIntStats): FileEnd {
  return { identity: `${dev}:${ino}:${birthtimeNs}`, size: Number(size) };
}

function changed(session: string): SessionError {
  const message = `${session} was replaced by somebody else. Nothing was appended; open it again to go on with what it holds now.`;
  return new SessionError("session_changed", message, { session });
}
