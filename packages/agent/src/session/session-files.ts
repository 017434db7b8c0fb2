import { join } from "node:path";
import type { SessionHeader } from "./entry.ts";

/** The ending of every session file. */
export const sessionFileEnding = ".jsonl";

/** The folder of a working directory's sessions below a root, named as Pi names it. Two directories may share one. */
export function sessionDirFor(root: string, cwd: string): string {
  return join(root, `--${cwd.replace(/^[/\\]/, "").replace(/[/\\:]/g, "-")}--`);
}

/** Where a new session lies in its folder: its time first, so that names sort by age. */
export function sessionFileFor(sessionDir: string, header: SessionHeader): string {
  const time = header.timestamp.replace(/[:.]/g, "-");
  return join(sessionDir, `${time}_${header.id}${sessionFileEnding}`);
}
