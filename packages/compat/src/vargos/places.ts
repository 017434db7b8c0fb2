import { join } from "node:path";
import { sessionFileName } from "@argent/agent";
import { expandPath } from "./expand-path.ts";

/** What the Vargos page takes from its surroundings. Everything is read again for every call. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  /** The home folder. */
  home: () => string;
}

/** `VARGOS_WORKSPACE`; default: the working folder. */
export function workspaceOf({ env, home }: Surroundings, workspaceDir?: string): string {
  return expandPath(workspaceDir ?? (env.VARGOS_WORKSPACE?.trim() || "."), home());
}

/** `VARGOS_SESSIONS_DIR`; default: `~/.vargos/sessions`. */
export function sessionFolderOf({ env, home }: Surroundings): string {
  return expandPath(env.VARGOS_SESSIONS_DIR?.trim() || standardFolder, home());
}

const standardFolder = "~/.vargos/sessions";

/**
 * Where a session lies. The page's programs write out the standard place of a key, and mean the key's own session,
 * wherever the operator has put the sessions.
 */
export function sessionFileOf(
  surroundings: Surroundings,
  sessionKey: string,
  sessionFile?: string,
): { path: string; isOwn: boolean } {
  const home = surroundings.home();
  const written = expandPath(`${standardFolder}/${sessionKey.replaceAll(":", "-")}.jsonl`, home);
  const asked = sessionFile === undefined ? written : expandPath(sessionFile, home);
  if (asked !== written) return { path: asked, isOwn: false };
  return { path: join(sessionFolderOf(surroundings), ownFileName(sessionKey)), isOwn: true };
}

/** The page's file name of a key, made safe: `-` stays as it is there, so that `a:b` and `a-b` have the same one. */
export function ownFileName(sessionKey: string): string {
  return sessionFileName(sessionKey, { tagCapitals: false }).replaceAll("%2d", "-");
}
