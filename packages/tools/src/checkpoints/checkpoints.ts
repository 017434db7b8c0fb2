import { type ArgentSessionManager, SessionChanged } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { realTarget } from "../real-target.ts";
import { orThrow, ToolError } from "../tool-error.ts";
import { type BlobStore, hashOf } from "./blob-store.ts";
import { type Checkpoint, checkpointType, type FileState } from "./checkpoint.ts";

/** Keeps what the tools are about to change, so that `undoFiles` can bring it back. */
export interface Checkpoints {
  /**
   * Keeps a file as it is. Call it with the file locked, before it is changed. Throws a `ToolError` when the original
   * cannot be kept; the change must not happen then.
   */
  keep(change: FileChange, signal?: AbortSignal): Promise<void>;
}

/** A change that is about to happen. */
export interface FileChange {
  path: string;
  /** What the file holds; read when it is not given. */
  before?: Uint8Array | undefined;
  /** What it will hold; `null` when it is removed. */
  after: Uint8Array | null;
  /** The call that makes it; absent when no tool does. */
  toolCallId?: string | undefined;
}

/** Where originals and the list of changes are kept. */
export interface CheckpointsOptions {
  env: ExecutionEnv;
  /** Where originals are kept, for example `fileBlobStore` beside the session. */
  blobs: BlobStore;
  /** Where the changes are written down, each where it happened in the conversation. */
  session: Pick<ArgentSessionManager, "appendCustomEntry">;
  /** A larger file is changed without being kept, and says so when it is undone. Default 16 MB. */
  maximumFileBytes?: number | undefined;
}

const defaultMaximum = 16 * 1024 * 1024;

/** Keeps the originals of changed files, content-addressed, and no git is needed. What commands change is not kept. */
export function createCheckpoints(options: CheckpointsOptions): Checkpoints {
  const { env, blobs, maximumFileBytes = defaultMaximum } = options;

  const original = async (
    path: string,
    change: FileChange,
    signal: AbortSignal | undefined,
  ): Promise<FileState | null> => {
    const info = await env.stat(path, signal);
    if (!info.ok && info.error.code === "not_found") return null;
    const { size } = orThrow(info);
    if (size > maximumFileBytes) return { bytes: size };
    const content = change.before ?? orThrow(await env.readFile(path, { signal }));
    const state = { bytes: content.length, hash: hashOf(content) };
    return (await blobs.put(state.hash, content)) ? state : { bytes: content.length };
  };

  return {
    async keep(change, signal) {
      const path = await realTarget(env, change.path, signal);
      if (path === undefined) return; // it leads outside, and the tool will be told so
      try {
        const before = await original(path, change, signal);
        const after = change.after && stateOf(change.after, maximumFileBytes);
        if (before?.hash !== undefined && before.hash === after?.hash) return;
        const { toolCallId } = change;
        const checkpoint = { path, before, after, ...(toolCallId !== undefined && { toolCallId }) };
        await append(options.session, checkpoint);
      } catch (cause) {
        if (ToolError.isInstance(cause)) throw cause;
        const reason = cause instanceof Error ? cause.message : String(cause);
        const message = `${path} was not changed, because its original could not be kept: ${reason}`;
        throw new ToolError("unknown", message, { path, cause });
      }
    },
  };
}

function stateOf(content: Uint8Array, maximum: number): FileState {
  const bytes = content.length;
  return bytes > maximum ? { bytes } : { bytes, hash: hashOf(content) };
}

/** When somebody else has appended meanwhile, the entry stands beside theirs. */
async function append(session: CheckpointsOptions["session"], data: Checkpoint): Promise<void> {
  try {
    await session.appendCustomEntry(checkpointType, data);
  } catch (cause) {
    if (!(cause instanceof SessionChanged) || cause.reason !== "appended") throw cause;
    await session.appendCustomEntry(checkpointType, data);
  }
}
