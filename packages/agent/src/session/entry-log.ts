/**
 * The port to what stores a session: an append-only log of lines, each one JSON text. Nothing above it assumes files
 * or one process. One handle has one caller, which makes one call of `append` or `rewrite` at a time, and one of
 * `acquire`. Failures of the store reject with a `SessionError`.
 */
export interface EntryLog {
  /** What it is called in messages; a path for files. */
  readonly name: string;
  /** Characters of lines that it takes best in one append; more come in several. Default: no limit. */
  readonly batchLength?: number | undefined;
  /** Where it ends, or `undefined` when it does not exist. */
  end(): Promise<LogPosition | undefined>;
  /**
   * Appends lines, given without their line feed, as a whole or not at all, if the log still ends at `at`
   * (`undefined`: does not exist) and this handle holds the lease. Answers when they are durable; a store that is done
   * at once may answer without a promise. Must not throw: what fails rejects.
   */
  append(
    lines: readonly string[],
    at: LogPosition | undefined,
  ): AppendOutcome | Promise<AppendOutcome>;
  /**
   * Puts other lines in the place of all of them, as a whole or not at all, under the conditions of `append`.
   * With `keepAs`, a log that has a place among others (a file) keeps the earlier content beside it, under a name with
   * this ending.
   */
  rewrite(
    lines: LineSource,
    at: LogPosition | undefined,
    options?: { keepAs?: string | undefined },
  ): Promise<AppendOutcome>;
  /** Reads to the end, from the beginning or from a position. A log that does not exist rejects with `not_found`. */
  readForward(from?: LogPosition): AsyncIterable<LogChunk>;
  /** Reads from a position to the beginning: the last chunk first, in each chunk the lines in their order. */
  readBackward(from: LogPosition): AsyncIterable<LogChunk>;
  /** Resolves when the log may no longer end at `at`, or when the signal is aborted. */
  changed(at: LogPosition | undefined, signal: AbortSignal): Promise<void>;
  /** Asks for the right to append. A holder that is certainly gone is replaced, with `force` also a silent one. */
  acquire(options?: { force?: boolean | undefined }): Promise<LeaseOutcome>;
  /** Gives the right to append back. */
  release(): Promise<void>;
  /** Releases the lease and everything else that is held. */
  close(): Promise<void>;
}

/** A place between two lines. */
export interface LogPosition {
  /** Which log it is a place of: a file that was replaced is another one. */
  readonly identity: string;
  /** The bytes before it: every line in UTF-8 with its line feed. */
  readonly offset: number;
}

/** Whole lines. */
export interface LogChunk {
  /** The offset of the first line. */
  readonly start: number;
  /** The offset behind the last line. */
  readonly end: number;
  /**
   * UTF-8. Each line ends with a line feed; only the very last one of a log may lack it. Valid until the next chunk
   * is asked for.
   */
  readonly bytes: Uint8Array;
}

/** Lines in batches, so that a long session can be written without being in memory as a whole. Without line feeds. */
export type LineSource = Iterable<readonly string[]> | AsyncIterable<readonly string[]>;

/** Whether the lines are in the log. Only `appended` means that something was written. */
export type AppendOutcome =
  /** `end` is where the lines end if nobody was faster; who was is found before the next append. */
  | { readonly status: "appended"; readonly end: LogPosition }
  /**
   * The log does not end at `at`. Nothing was written. The foreign lines may stand behind the last append or, where the
   * store cannot look and write in one step, directly before it.
   */
  | { readonly status: "changed" }
  /** This handle does not hold the lease. Nothing was written. */
  | { readonly status: "fenced" };

/** Whether this handle may append now; if not, who may. */
export type LeaseOutcome =
  | { readonly acquired: true }
  | { readonly acquired: false; readonly holder: LeaseHolder };

/** Who may append. */
export interface LeaseHolder {
  /** Tells holders apart. */
  readonly id: string;
  /** The process, when the holder named one. */
  readonly pid?: number | undefined;
  /** The machine that the process is on. */
  readonly host?: string | undefined;
  /** The last sign of life, in milliseconds since the epoch. */
  readonly seenAt: number;
}
