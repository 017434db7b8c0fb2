import { chunkLines, lineText } from "./chunk-lines.ts";
import type { LogChunk } from "./entry-log.ts";
import { entryText } from "./entry-text.ts";
import { fileEntryLog } from "./file-entry-log.ts";
import { listAllSessions } from "./list-sessions.ts";
import { parseLine } from "./parse-line.ts";
import { SessionError } from "./session-error.ts";

/** Where is searched. */
export interface SearchSessionsOptions {
  /** A folder of sessions, or of such folders. */
  sessionDir: string;
  /** Only sessions of this working directory. */
  cwd?: string | undefined;
  /** Ends the search, which throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Where the words of a search were said. */
export interface SessionMatch {
  /** The session's file. */
  path: string;
  entryId: string;
  /** ISO 8601. */
  timestamp: string;
  /** Who said it (`"user"`, `"assistant"`, …), or the type of the entry. */
  source: string;
  /** What is around the match, on one line. */
  excerpt: string;
}

/**
 * Finds words in everything that was said, whatever their case, in the latest session first. Matches come as they are
 * found; leaving the loop ends the search. Lines that cannot contain the words are not parsed.
 *
 * @throws SessionError `read_failed` when a folder or a session cannot be read; the signal's reason.
 */
export async function* searchSessions(
  words: string,
  { sessionDir, cwd, signal }: SearchSessionsOptions,
): AsyncGenerator<SessionMatch, void> {
  const wanted = words.toLowerCase();
  if (wanted === "") return;
  const escaped = JSON.stringify(words).slice(1, -1).toLowerCase();
  for (const session of await listAllSessions(sessionDir, { signal })) {
    if (cwd !== undefined && session.cwd !== cwd) continue;
    for await (const chunk of chunksOf(session.path)) {
      signal?.throwIfAborted();
      if (!mayHave(chunk, escaped)) continue;
      for (const line of chunkLines(chunk)) {
        const text = lineText(line);
        const match = text.toLowerCase().includes(escaped) && matchIn(text, wanted);
        if (match) yield { path: session.path, ...match };
      }
    }
  }
}

/** A chunk that is one very long line may be longer than any string; `lineText` knows. */
function mayHave({ bytes }: LogChunk, escaped: string): boolean {
  if (bytes.length > longestDecoded) return true;
  const { buffer, byteOffset, byteLength } = bytes;
  return Buffer.from(buffer, byteOffset, byteLength).toString().toLowerCase().includes(escaped);
}

/** Bytes. */
const longestDecoded = 16 * 1024 * 1024;

/** Of a session that was removed since it was listed: none. */
async function* chunksOf(path: string): AsyncGenerator<LogChunk, void> {
  try {
    yield* fileEntryLog(path).readForward();
  } catch (cause) {
    if (!SessionError.isInstance(cause) || cause.code !== "not_found") throw cause;
  }
}

function matchIn(line: string, wanted: string): Omit<SessionMatch, "path"> | undefined {
  const parsed = parseLine(line);
  if (parsed.kind !== "entry") return undefined;
  const { entry } = parsed;
  const text = entryText(entry);
  const at = text.toLowerCase().indexOf(wanted);
  if (at < 0) return undefined;
  return {
    entryId: entry.id,
    timestamp: entry.timestamp,
    source: entry.type === "message" ? entry.message.role : entry.type,
    excerpt: excerptOf(text, at, wanted.length),
  };
}

/** Characters that are shown on both sides of a match. */
const margin = 60;

function excerptOf(text: string, at: number, length: number): string {
  const from = Math.max(0, at - margin);
  const to = at + length + margin;
  const shown = text.slice(from, to).toWellFormed().replace(/\s+/g, " ").trim();
  return `${from > 0 ? "…" : ""}${shown}${to < text.length ? "…" : ""}`;
}
