import { chunkLines, type ChunkLine, lineText } from "./chunk-lines.ts";
import type { SessionEntry } from "./entry.ts";
import { fileEntryLog } from "./file-entry-log.ts";
import { sessionFilesBelow } from "./list-sessions.ts";
import { parseLine } from "./parse-line.ts";
import { SessionError } from "./session-error.ts";
import { entryText } from "./entry-text.ts";

export interface SearchSessionsOptions {
  /** A folder of sessions, or of such folders. */
  sessionDir: string;
  /** Only sessions of this working directory. */
  cwd?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface SessionMatch {
  /** The session's file. */
  path: string;
  entryId: string;
  /** ISO 8601. */
  timestamp: string;
  /** Who said it, or the entry's type. */
  source: string;
  /** The words around the match, on one line. */
  excerpt: string;
}
