import { writeSync } from "node:fs";
import { constants, type FileHandle, open, rename, unlink } from "node:fs/promises";
import { type Clock, sleep, systemClock } from "@argent/ai";
import type { AppendOutcome, EntryLog, LineSource, LogPosition } from "./entry-log.ts";
import { fileBehind } from "./file-behind.ts";
import { chunksBackward, chunksForward } from "./file-chunks.ts";
import { fileLease } from "./file-lease.ts";
import {
  cutBack,
  keepBeside,
  linkOrCopy,
  modeOf,
  newDraft,
  removeDrafts,
  syncFolder,
  writeDraft,
  writeWhole,
} from "./file-write.ts";
import { createFileLook } from "./look-at-file.ts";
import { SessionError, systemCodeOf } from "./session-error.ts";

/** What an append waits for: the operating system (survives the end of the process) or the disk (survives power loss). */
export type Durability = "os" | "fsync";

/** How durable the file is. */
export interface FileEntryLogOptions {
  /** Default `"os"`. */
  durability?: Durability | undefined;
  /** Dates the signs of life of the lease. Default: the system's. */
  clock?: Clock | undefined;
}

/**
 * A log in a file, one entry a line. The file is only ever appended to: damage stays where it is, and a torn last line
 * is ended before the next one starts. Many may read it; the one that writes holds a lock file beside it. A link stands for
 * the file that it leads to.
 */
export function fileEntryLog(name: string, options: FileEntryLogOptions = {}): EntryLog {
  // Whoever comes by another link must find the same lock, and a rewrite must not put a file in the place of a link.
  const path = fileBehind(name);
  const clock = options.clock ?? systemClock;
  const isSynced = options.durability === "fsync";
  const lease = fileLease(path, options.clock ?? backgroundClock);
  const lookAt = createFileLook();
  let writer: Writer | undefined;
  /** The end of the last append, where a line feed is. */
  let writtenTo = 0;
  /** What is written in place is put together in it. */
  let buffer: Buffer | undefined;

  function end(): LogPosition | undefined {
    try {
      return lookAt(path);
    } catch (cause) {
      throw readFailed(path, cause);
    }
  }

  /** Synchronous: these looks take a few microseconds, of which promises would be most. */
  function refusal(at: LogPosition | undefined): AppendOutcome | undefined {
    if (!lease.isHeld()) return { status: "fenced" };
    return isSame(end(), at) ? undefined : { status: "changed" };
  }

  /** The one handle for appending; `undefined` when the path does not lead to the file that `at` is a place of. */
  async function openWriter(at: LogPosition | undefined): Promise<Writer | undefined> {
    if (!writer) {
      const flags = at ? O_RDWR | O_APPEND : O_RDWR | O_APPEND | O_CREAT | O_EXCL;
      const handle = await open(path, flags, 0o600);
      const { fd } = handle;
      writer = { handle, fd, identity: lookAt(fd).identity };
    }
    if (!at || writer.identity === at.identity) return writer;
    await closeWriter();
    return undefined;
  }

  async function closeWriter(): Promise<void> {
    const closing = writer;
    writer = undefined;
    writtenTo = 0;
    await closing?.handle.close();
  }

  /** Without a promise when a few lines follow those that this handle wrote last. */
  function append(
    lines: readonly string[],
    at: LogPosition | undefined,
  ): AppendOutcome | Promise<AppendOutcome> {
    try {
      const refused = refusal(at);
      if (refused) return refused;
      const isNext =
        at !== undefined && writer?.identity === at.identity && writtenTo === at.offset;
      if (!writer || !isNext || isSynced) return appendLater(lines, at);
      buffer ??= Buffer.allocUnsafeSlow(writtenInPlace);
      const length = encodeLines(lines, buffer);
      if (length === undefined) return appendLater(lines, at);
      const written = writeSync(writer.fd, buffer, 0, length);
      if (written < length) return appendLater(lines, at, written);
      writtenTo += length;
      return { status: "appended", end: { identity: at.identity, offset: writtenTo } };
    } catch (cause) {
      return Promise.reject(writeFailed(path, cause));
    }
  }

  /** `begun`: how many of the bytes are written already. */
  async function appendLater(
    lines: readonly string[],
    at: LogPosition | undefined,
    begun = 0,
  ): Promise<AppendOutcome> {
    try {
      const isOpen = writer !== undefined && writer.identity === at?.identity;
      const opened = isOpen ? writer : await openWriter(at);
      if (!opened) return { status: "changed" };
      const { handle, fd, identity } = opened;
      const start = at?.offset ?? 0;
      const isWhole = start === 0 || start === writtenTo || (await hasFeedBefore(handle, start));
      const data = Buffer.from(`${isWhole ? "" : "\n"}${lines.join("\n")}\n`);
      const isShort = begun === 0 && data.length <= writtenInPlace;
      const written = isShort ? writeSync(fd, data) : begun;
      if (written < data.length) await writeWhole(handle, data, { start, written });
      if (isSynced) await syncWritten(opened, at, data.length);
      writtenTo = start + data.length;
      return { status: "appended", end: { identity, offset: writtenTo } };
    } catch (cause) {
      if (systemCodeOf(cause) === "EEXIST") return { status: "changed" };
      if (!at) await removeEmpty();
      throw writeFailed(path, cause);
    }
  }

  async function syncWritten(
    { handle }: Writer,
    at: LogPosition | undefined,
    written: number,
  ): Promise<void> {
    await handle.datasync().catch(async (cause: unknown) => {
      await cutBack(handle, at?.offset ?? 0, written);
      throw cause;
    });
    if (!at) await syncFolder(path);
  }

  /** A file that was made for a write that failed. */
  async function removeEmpty(): Promise<void> {
    await closeWriter();
    if (end()?.offset === 0) await unlink(path);
  }

  async function rewrite(
    lines: LineSource,
    at: LogPosition | undefined,
    { keepAs }: { keepAs?: string | undefined } = {},
  ): Promise<AppendOutcome> {
    const draft = newDraft(path);
    let refused = refusal(at);
    if (refused) return refused;
    try {
      await removeDrafts(path);
      await writeDraft(draft, lines, at ? await modeOf(path) : 0o600);
      refused = refusal(at);
      if (refused) return refused;
      // From here on what others append goes to the original, which is kept.
      if (keepAs !== undefined) await keepBeside(path, path + keepAs);
      if (at) await rename(draft, path);
      else await linkOrCopy(draft, path);
      await closeWriter();
      if (isSynced) await syncFolder(path);
      const written = lookAt(path);
      return written ? { status: "appended", end: written } : { status: "changed" };
    } catch (cause) {
      if (!at && systemCodeOf(cause) === "EEXIST") return { status: "changed" };
      throw writeFailed(path, cause);
    } finally {
      await unlink(draft).catch(() => {}); // it has become the log itself
    }
  }

  return {
    name,
    batchLength: isSynced ? undefined : batchLength,
    end: async () => end(),
    append,
    rewrite,
    readForward: (from) => read(path, from, (handle) => chunksForward(handle, from?.offset ?? 0)),
    readBackward: (from) => read(path, from, (handle) => chunksBackward(handle, from.offset)),
    async changed(at, signal) {
      while (!signal.aborted && isSame(end(), at)) await sleep(pollInterval, clock, signal);
    },
    async acquire(request) {
      try {
        const outcome = await lease.acquire(request);
        // As long as the file is open its inode number is not given to another one.
        const now = outcome.acquired ? end() : undefined;
        if (now) await openWriter(now);
        return outcome;
      } catch (cause) {
        throw writeFailed(path, cause, " It can still be read (readOnly).");
      }
    },
    release: () => lease.release(),
    async close() {
      await lease.release();
      await closeWriter();
    },
  };
}

interface Writer {
  readonly handle: FileHandle;
  readonly fd: number;
  readonly identity: string;
}

/**
 * Bytes of an append that is written without leaving the thread. The operating system takes so few in less time than it
 * takes to hand them to another thread; see `docs/decisions/2026-11-28-small-appends-are-synchronous.md`.
 */
const writtenInPlace = 192 * 1024;
/** Characters: those of a batch fit in place whatever they are, since one takes up to three bytes. */
const batchLength = 60_000;
const { O_APPEND, O_CREAT, O_EXCL, O_RDWR } = constants;
const lineFeed = 10;
/** Milliseconds between two looks whether a file has grown. */
const pollInterval = 200;

/** The heartbeat of the lease does not keep a process alive that has nothing else to do. */
const backgroundClock: Clock = {
  now: systemClock.now,
  after(ms, callback) {
    const timer = setTimeout(callback, ms).unref();
    return () => clearTimeout(timer);
  },
};

async function* read<Chunk>(
  path: string,
  from: LogPosition | undefined,
  chunks: (handle: FileHandle) => AsyncIterable<Chunk>,
): AsyncGenerator<Chunk, void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "r");
    if (from && createFileLook()(handle.fd).identity !== from.identity) {
      const message = `${path} was replaced while it was read. Open it again.`;
      throw new SessionError("session_changed", message, { session: path });
    }
    yield* chunks(handle);
  } catch (cause) {
    throw readFailed(path, cause);
  } finally {
    await handle?.close();
  }
}

/** The number of bytes, or `undefined` when they may not fit. */
function encodeLines(lines: readonly string[], into: Buffer): number | undefined {
  let length = 0;
  for (const line of lines) {
    if (line.length * 3 + 1 > into.length - length) return undefined;
    length += into.write(line, length);
    into[length++] = lineFeed;
  }
  return length;
}

async function hasFeedBefore(handle: FileHandle, offset: number): Promise<boolean> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, offset - 1);
  return buffer[0] === lineFeed;
}

function isSame(a: LogPosition | undefined, b: LogPosition | undefined): boolean {
  return a?.identity === b?.identity && a?.offset === b?.offset;
}

function readFailed(session: string, cause: unknown): SessionError {
  if (SessionError.isInstance(cause)) return cause;
  if (systemCodeOf(cause) === "ENOENT") {
    return new SessionError("not_found", `There is no session ${session}.`, { session, cause });
  }
  return new SessionError("read_failed", `${session} could not be read: ${reasonOf(cause)}`, {
    session,
    cause,
  });
}

function writeFailed(session: string, cause: unknown, advice = ""): SessionError {
  if (SessionError.isInstance(cause)) return cause;
  const message = `${session} could not be written: ${reasonOf(cause)}.${advice}`;
  return new SessionError("write_failed", message, { session, cause });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
