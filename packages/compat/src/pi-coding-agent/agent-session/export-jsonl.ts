import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { CURRENT_SESSION_VERSION } from "../session/parse-session.ts";
import type { SessionManager } from "../session/session-manager.ts";

/** Writes the current branch as a session of its own, without the branches beside it. Default: a new file in the folder of the process. */
export function exportToJsonl(session: SessionManager, outputPath?: string): string {
  const now = new Date().toISOString();
  const path = resolve(outputPath ?? `session-${now.replaceAll(/[:.]/g, "-")}.jsonl`);
  const header = {
    type: "session",
    version: CURRENT_SESSION_VERSION,
    id: session.getSessionId(),
    timestamp: now,
    cwd: session.getCwd(),
  };
  const entries = session.getBranch();
  const linear = entries.map((entry, index) => ({
    ...entry,
    parentId: entries[index - 1]?.id ?? null,
  }));
  mkdirSync(dirname(path), { recursive: true });
  const lines = [header, ...linear].map((line) => JSON.stringify(line));
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}
