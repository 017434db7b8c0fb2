import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { AiError } from "@argent/ai";

/** Where keys, settings and the token lie: `ARGENT_HOME`, else `~/.argent`. */
export function argentFolder(env: Record<string, string | undefined>): string {
  const named = env.ARGENT_HOME?.trim();
  return named ? resolve(named) : join(homedir(), ".argent");
}

/** The absolute path that a person means: `~` is the home folder, and the rest is relative to the working folder. */
export function expandPath(path: string): string {
  return resolve(/^~(?=\/|$)/.test(path) ? join(homedir(), path.slice(1)) : path);
}

/** @throws AiError `invalid_request` when it is no folder. */
export async function workingFolder(path: string): Promise<string> {
  const cwd = expandPath(path);
  const info = await stat(cwd).catch(() => undefined);
  if (info?.isDirectory()) return cwd;
  throw new AiError(
    "invalid_request",
    `Tools must work in a folder, but ${cwd} ${info ? "is a file" : "does not exist"}. Name one with --cwd.`,
  );
}
