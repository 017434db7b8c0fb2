import type { SessionEntry } from "@argent/agent";

/** The `customType` of the session entries that say what a change of a file replaced. */
export const checkpointType = "argent.checkpoint";

/** One change of one file, written to the session before it happens. */
export interface Checkpoint {
  /** Absolute, with links resolved. */
  path: string;
  /** `null`: there was no file. */
  before: FileState | null;
  /** `null`: the file is removed. */
  after: FileState | null;
  /** The call that changed the file; absent for an undo. */
  toolCallId?: string | undefined;
}

/** What a file held. */
export interface FileState {
  /** How large it was. */
  bytes: number;
  /** SHA-256 in hexadecimal; absent when the file was too large to be kept. */
  hash?: string | undefined;
}

/** The checkpoint that a session entry holds, if it is one. */
export function checkpointOf(entry: SessionEntry): Checkpoint | undefined {
  if (entry.type !== "custom" || entry.customType !== checkpointType) return undefined;
  return isCheckpoint(entry.data) ? entry.data : undefined;
}

function isCheckpoint(data: unknown): data is Checkpoint {
  if (typeof data !== "object" || data === null) return false;
  const { path, before, after }: { path?: unknown; before?: unknown; after?: unknown } = data;
  return typeof path === "string" && isState(before) && isState(after);
}

function isState(state: unknown): state is FileState | null {
  if (state === null) return true;
  if (typeof state !== "object" || state === undefined) return false;
  const { bytes, hash }: { bytes?: unknown; hash?: unknown } = state;
  return typeof bytes === "number" && (hash === undefined || typeof hash === "string");
}
