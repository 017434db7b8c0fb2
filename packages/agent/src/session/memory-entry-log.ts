import { randomUUID } from "node:crypto";
import type { AppendOutcome, EntryLog, LineSource, LogChunk, LogPosition } from "./entry-log.ts";
import { SessionError } from "./session-error.ts";

/** What several handles of `memoryEntryLog` share. */
export interface MemoryLogStorage {
  identity: string;
  /** What each append wrote; `undefined` until there is something. */
  chunks: LogChunk[] | undefined;
  /** Who may append. */
  holder:
    | {
        readonly id: string;
        /** When its handle was made, in milliseconds since the epoch. */
        readonly since: number;
      }
    | undefined;
  readonly waiting: Set<() => void>;
}

/** An empty storage. Give it to several `memoryEntryLog` calls to have several handles of one log. */
export function memoryLogStorage(): MemoryLogStorage {
  return { identity: randomUUID(), chunks: undefined, holder: undefined, waiting: new Set() };
}

/** A log that lives as long as its storage. A handle that holds the lease and was not closed is alive. */
export function memoryEntryLog(storage: MemoryLogStorage = memoryLogStorage()): EntryLog {
  const lease = { id: randomUUID(), since: Date.now() };

  function end(): LogPosition | undefined {
    const { identity, chunks } = storage;
    return chunks && { identity, offset: chunks.at(-1)?.end ?? 0 };
  }

  function endsAt(at: LogPosition | undefined): boolean {
    const now = end();
    return now?.identity === at?.identity && now?.offset === at?.offset;
  }

  function existing(): LogChunk[] {
    if (storage.chunks) return [...storage.chunks];
    throw new SessionError("not_found", `There is no session ${log.name}.`, { session: log.name });
  }

  function write(lines: readonly string[], at: LogPosition | undefined): AppendOutcome {
    if (storage.holder !== lease) return { status: "fenced" };
    if (!endsAt(at)) return { status: "changed" };
    const start = at?.offset ?? 0;
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
    storage.chunks ??= [];
    storage.chunks.push({ start, end: start + bytes.length, bytes });
    for (const wake of [...storage.waiting]) wake();
    return {
      status: "appended",
      end: { identity: storage.identity, offset: start + bytes.length },
    };
  }

  const log: EntryLog = {
    name: `memory:${storage.identity}`,
    end: async () => end(),
    append: write,
    async rewrite(source, at) {
      const lines = await gather(source);
      if (storage.holder !== lease) return { status: "fenced" };
      if (!endsAt(at)) return { status: "changed" };
      storage.chunks = undefined;
      storage.identity = randomUUID();
      return write(lines, undefined);
    },
    async *readForward(from) {
      for (const chunk of existing()) yield* part(chunk, from?.offset ?? 0, chunk.end);
    },
    async *readBackward(from) {
      for (const chunk of existing().reverse()) yield* part(chunk, chunk.start, from.offset);
    },
    async changed(at, signal) {
      if (!endsAt(at) || signal.aborted) return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          storage.waiting.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        storage.waiting.add(wake);
        signal.addEventListener("abort", wake, { once: true });
      });
    },
    async acquire() {
      storage.holder ??= lease;
      if (storage.holder === lease) return { acquired: true };
      return { acquired: false, holder: { id: storage.holder.id, seenAt: storage.holder.since } };
    },
    async release() {
      if (storage.holder === lease) storage.holder = undefined;
    },
    close: () => log.release(),
  };
  return log;
}

/** What a chunk has between two offsets, if it has anything there. */
function part({ start, end, bytes }: LogChunk, from: number, to: number): LogChunk[] {
  const first = Math.max(start, from);
  const last = Math.min(end, to);
  if (first >= last) return [];
  return [{ start: first, end: last, bytes: bytes.subarray(first - start, last - start) }];
}

async function gather(source: LineSource): Promise<string[]> {
  const all: string[] = [];
  for await (const lines of source) for (const line of lines) all.push(line);
  return all;
}
