import { type AgentTool, ArgentSessionManager } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { type BlobStore, memoryBlobStore } from "../src/checkpoints/blob-store.ts";
import { createCheckpoints } from "../src/checkpoints/checkpoints.ts";
import { type UndoFilesOptions, undoFiles } from "../src/checkpoints/undo-files.ts";
import { createCodingTools } from "../src/coding-tools.ts";

/** Coding tools that keep what they change, and the session where that is written down. */
export function checkpointed(
  env: ExecutionEnv,
  options: { blobs?: BlobStore; maximumFileBytes?: number } = {},
) {
  const { blobs = memoryBlobStore(), maximumFileBytes } = options;
  const session = ArgentSessionManager.inMemory(env.cwd);
  const checkpoints = createCheckpoints({ env, blobs, session, maximumFileBytes });
  const tools = createCodingTools({ cwd: env.cwd, env, checkpoints });
  const call = (name: string, params: object) => toolNamed(tools, name).execute("call", params);
  return {
    session,
    say: (text: string) =>
      session.appendMessage({
        role: "user",
        content: text,
        timestamp: session.getEntries().length,
      }),
    write: (path: string, content: string) => call("write_file", { path, content }),
    edit: (path: string, oldText: string, newText: string) =>
      call("edit_file", { path, edits: [{ oldText, newText }] }),
    undo: (change: Partial<UndoFilesOptions> = {}) =>
      undoFiles({ env, blobs, session, maximumFileBytes, ...change }),
  };
}

function toolNamed(tools: readonly AgentTool[], name: string): AgentTool {
  const tool = tools.find((candidate) => candidate.name === name);
  if (!tool) throw new Error(`There is no tool ${name}.`);
  return tool;
}
