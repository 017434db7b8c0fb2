import type { ArgentSessionManager, SessionEntry } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { createFileLocks, type FileLocks } from "../file-locks.ts";
import { orThrow, ToolError } from "../tool-error.ts";
import { hashOf } from "./blob-store.ts";
import { checkpointOf, type FileState } from "./checkpoint.ts";
import { type CheckpointsOptions, createCheckpoints } from "./checkpoints.ts";

/** How far back files go, and which of them. */
export interface UndoFilesOptions extends Omit<CheckpointsOptions, "session"> {
  session: Pick<ArgentSessionManager, "appendCustomEntry" | "getBranch" | "load">;
  /**
   * Files go back to how they were at this entry of the current branch; `null`: to before the session. Default: what the
   * user said last, which undoes one turn.
   */
  since?: string | null | undefined;
  /** Also restore files that somebody else has changed since. What they hold now is kept first. Default: `false`. */
  force?: boolean | undefined;
  /** Of the tools that may be writing meanwhile. Default: its own, which no tool waits for. */
  locks?: FileLocks | undefined;
}

/** What became of one file. */
export interface UndoneFile {
  path: string;
  outcome: UndoOutcome;
  /** Why it failed. */
  reason?: string | undefined;
}

/** What an undo did to a file, or why it did nothing. */
export type UndoOutcome =
  /** It holds what it held before. */
  | "restored"
  /** It was new, and is removed. */
  | "removed"
  /** It is as it was already. */
  | "unchanged"
  /** Somebody else changed it since; it was left alone. */
  | "changed"
  /** Its original was too large to be kept, or is no longer. */
  | "lost"
  /** It could not be read or written. */
  | "failed";

/**
 * Brings back the files that the tools changed. An undo is written down like every other change, so that it can be undone
 * itself. The conversation stays; go back in it with `session.branch`.
 *
 * @throws ToolError `not_found` when `since` is not on the current branch. A file that cannot be brought back is an
 *   outcome, not a rejection.
 */
export async function undoFiles(options: UndoFilesOptions): Promise<UndoneFile[]> {
  const { session, env, blobs, locks = createFileLocks() } = options;
  await session.load();
  const checkpoints = createCheckpoints(options);
  const undone: UndoneFile[] = [];
  const undo = async ({ path, before, states }: ChangedFile): Promise<UndoOutcome> => {
    const current = await currentContent(env, path);
    const state = current ? { bytes: current.length, hash: hashOf(current) } : null;
    if (isSame(state, before)) return "unchanged";
    if (!options.force && !states.some((known) => couldBe(state, known))) return "changed";
    if (before === null) {
      await checkpoints.keep({ path, before: current, after: null });
      orThrow(await env.remove(path));
      return "removed";
    }
    const original = before.hash === undefined ? undefined : await blobs.get(before.hash);
    if (!original) return "lost";
    await checkpoints.keep({ path, before: current, after: original });
    orThrow(await env.writeFile(path, original));
    return "restored";
  };
  for (const file of changedSince(session.getBranch(), options.since)) {
    const { path } = file;
    try {
      undone.push({ path, outcome: await locks.run(path, () => undo(file)) });
    } catch (cause) {
      if (!ToolError.isInstance(cause)) throw cause;
      undone.push({ path, outcome: "failed", reason: cause.message });
    }
  }
  return undone;
}

interface ChangedFile {
  path: string;
  /** Before the first change. */
  before: FileState | null;
  /** Every state that is known; not only the last, because a change may have failed after it was written down. */
  states: (FileState | null)[];
}

function changedSince(
  branch: readonly SessionEntry[],
  since: string | null | undefined,
): ChangedFile[] {
  const files = new Map<string, ChangedFile>();
  for (const entry of branch.slice(startOf(branch, since))) {
    const checkpoint = checkpointOf(entry);
    if (!checkpoint) continue;
    const { path, before, after } = checkpoint;
    const known = files.get(path) ?? { path, before, states: [] };
    known.states.push(before, after);
    files.set(path, known);
  }
  return [...files.values()];
}

function startOf(branch: readonly SessionEntry[], since: string | null | undefined): number {
  if (since === null) return 0;
  if (since === undefined) return branch.findLastIndex(isFromUser) + 1;
  const index = branch.findIndex(({ id }) => id === since);
  if (index >= 0) return index + 1;
  const message = `The entry ${since} is not on the current branch. Name one that is, or branch to it first.`;
  throw new ToolError("not_found", message);
}

function isFromUser(entry: SessionEntry): boolean {
  return entry.type === "message" && entry.message.role === "user";
}

async function currentContent(env: ExecutionEnv, path: string): Promise<Uint8Array | undefined> {
  const read = await env.readFile(path);
  if (!read.ok && read.error.code === "not_found") return undefined;
  return orThrow(read);
}

function isSame(current: FileState | null, known: FileState | null): boolean {
  return current?.hash === known?.hash && (current === null) === (known === null);
}

/** Of a file that was too large to be kept, only the size is known. */
function couldBe(current: FileState | null, known: FileState | null): boolean {
  if (current && known && known.hash === undefined) return known.bytes === current.bytes;
  return isSame(current, known);
}
