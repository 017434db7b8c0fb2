import type { Clock } from "@argent/ai";
import type { EntryLog } from "./entry-log.ts";
import type { Durability } from "./file-entry-log.ts";

/** What holds for every session, wherever it lies. */
export interface SessionOptions {
  /** Dates entries and drives the wait for the lease. Default: the system's. */
  clock?: Clock | undefined;
  /** What an append waits for. Default `"os"`: survives the end of the process; `"fsync"` survives power loss. */
  durability?: Durability | undefined;
}

/** Where a new session lies and what its header says. */
export interface CreateSessionOptions extends SessionOptions {
  /** The folder that the file is made in, under Pi's naming. One of `sessionDir`, `path` and `log` is needed. */
  sessionDir?: string | undefined;
  /** The file itself. It must not exist. */
  path?: string | undefined;
  /** Another store than a file. It must be empty. */
  log?: EntryLog | undefined;
  /** The session's id. Default: a new UUID that sorts by time. */
  id?: string | undefined;
  /** The file that this session goes on from. */
  parentSession?: string | undefined;
}

/** Whether it may be written, and what happens when there is none. */
export interface OpenSessionOptions extends SessionOptions {
  /** The working directory of a session that does not exist yet. Default: the folder of its file. */
  cwd?: string | undefined;
  /** Where `createBranchedSession` puts files. Default: the folder of this one. */
  sessionDir?: string | undefined;
  /** Does not ask for the right to write, and changes nothing. Default `false`. */
  readOnly?: boolean | undefined;
  /** Rejects with `not_found` instead of starting a session where there is none. Default: as `readOnly`. */
  mustExist?: boolean | undefined;
}

/** Where the copy lies. */
export interface ForkSessionOptions extends SessionOptions {
  /** The folder of the copy. */
  sessionDir: string;
  /** The id of the copy. Default: a new one. */
  id?: string | undefined;
}
