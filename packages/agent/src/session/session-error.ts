import type { SessionEntry } from "./entry.ts";
import type { LeaseHolder } from "./entry-log.ts";

/** What went wrong with a session. */
export type SessionErrorCode =
  /** There is content, and it is not a session; it is left alone. */
  | "not_a_session"
  /** The file says a format version that is newer than this program. */
  | "unsupported_version"
  /** A new session was asked for where there is content. */
  | "already_exists"
  /** No such session or entry. */
  | "not_found"
  /** The log is no longer what this manager wrote or read; see `SessionChanged`. */
  | "session_changed"
  /** Opened without the right to write. */
  | "read_only"
  /** Somebody else may write. */
  | "lease_held"
  /** The right to write was taken over while this process did not show signs of life. */
  | "lease_lost"
  | "read_failed"
  /** Nothing of the append is in the log or in memory. */
  | "write_failed"
  /** The value cannot be an entry. */
  | "invalid_entry"
  | "closed";

/** The facts of a failure beside its code and message. */
export interface SessionErrorFields {
  /** The file, or the log's own name. */
  session?: string | undefined;
  /** The entry that was asked for. */
  entryId?: string | undefined;
  /** Who may write, for `lease_held` and `read_only`. */
  holder?: LeaseHolder | undefined;
  /** The operating system's code, for example `"ENOSPC"`. */
  systemCode?: string | undefined;
  /** The error that led to this one. */
  cause?: unknown;
}

const brand = Symbol.for("@argent/agent/session-error");

/** The error of everything about sessions. Recognised by a brand, so that two copies of the package agree. */
export class SessionError extends Error {
  readonly code: SessionErrorCode;
  readonly session: string | undefined;
  readonly entryId: string | undefined;
  readonly holder: LeaseHolder | undefined;
  readonly systemCode: string | undefined;

  constructor(code: SessionErrorCode, message: string, fields: SessionErrorFields = {}) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = "SessionError";
    this.code = code;
    this.session = fields.session;
    this.entryId = fields.entryId;
    this.holder = fields.holder;
    this.systemCode = fields.systemCode ?? systemCodeOf(fields.cause);
    Object.defineProperty(this, brand, { value: true });
  }

  /** Use this instead of `instanceof`, which fails between two copies of the package. */
  static isInstance(value: unknown): value is SessionError {
    return typeof value === "object" && value !== null && brand in value;
  }
}

/** What somebody else did to the log. */
export type SessionChangeReason =
  /** Others appended; their entries are in the tree now, the leaf has not moved. */
  | "appended"
  /** Another content stands in its place; it has been read, the leaf is where it says. */
  | "replaced"
  /** The log is gone. What was read is still in memory. */
  | "removed";

/** Somebody else changed the log. Nothing was appended; asking again appends below the current leaf. */
export class SessionChanged extends SessionError {
  readonly reason: SessionChangeReason;
  /** What others appended, in the order of the log. */
  readonly entries: readonly SessionEntry[];
  /** Where the conversation goes on for whoever opens the log now. */
  readonly leafId: string | null;

  constructor(
    reason: SessionChangeReason,
    change: { session: string; entries: readonly SessionEntry[]; leafId: string | null },
  ) {
    super("session_changed", changeMessage(reason, change.session, change.entries.length), change);
    this.name = "SessionChanged";
    this.reason = reason;
    this.entries = change.entries;
    this.leafId = change.leafId;
  }
}

export function systemCodeOf(cause: unknown): string | undefined {
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return undefined;
  return typeof cause.code === "string" ? cause.code : undefined;
}

function changeMessage(reason: SessionChangeReason, session: string, count: number): string {
  switch (reason) {
    case "appended":
      return `${count} ${count === 1 ? "entry was" : "entries were"} appended to ${session} by somebody else. They are in the tree now; append again to go on from the current leaf, or branch to theirs first.`;
    case "replaced":
      return `${session} was replaced by somebody else. The new content has been read; look at it before you append again.`;
    case "removed":
      return `${session} was removed. Nothing can be appended to it; createBranchedSession writes what is loaded to a new one.`;
  }
}
