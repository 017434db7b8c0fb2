import { createHash } from "node:crypto";
import { join } from "node:path";
import type { EntryLog } from "../session/entry-log.ts";
import { memoryEntryLog } from "../session/memory-entry-log.ts";
import { SessionError } from "../session/session-error.ts";
import { ArgentSessionManager } from "../session/session-manager.ts";

/** Where a runtime's sessions lie. */
export interface SessionStore {
  /** Opens the session of a key for writing, and makes it if there is none. */
  open(request: OpenSessionRequest): Promise<ArgentSessionManager>;
}

export interface OpenSessionRequest {
  sessionKey: string;
  /** Wins over the file that the key would name. */
  sessionFile?: string | undefined;
  /** The working folder, for the header of a new session. */
  cwd: string;
}

/** Sessions as files in one folder, each named after its key. */
export function fileSessionStore(folder: string): SessionStore {
  return {
    async open({ sessionKey, sessionFile, cwd }) {
      const path = sessionFile ?? join(folder, sessionFileName(sessionKey));
      const session = await ArgentSessionManager.open(path, { cwd });
      if (!session.readOnly) return session;
      await session.close();
      throw new SessionError(
        "lease_held",
        `Another process is writing the session ${path}. Wait until it has ended, or use another session.`,
        { session: path },
      );
    },
  };
}

/** Sessions in memory; a key's session lives as long as the store. */
export function memorySessionStore(): SessionStore {
  const logs = new Map<string, EntryLog>();
  return {
    open({ sessionKey, cwd }) {
      const log = logs.get(sessionKey) ?? memoryEntryLog();
      logs.set(sessionKey, log);
      return ArgentSessionManager.open(log, { cwd });
    },
  };
}

/**
 * A file name for a session key. No two keys share one: `:` becomes `-`, everything but letters, digits and `_.+@` is
 * percent-encoded, and what would be too long for a file system ends in a hash.
 */
export function sessionFileName(sessionKey: string): string {
  const encoded = Array.from(sessionKey, encodeCharacter).join("").replace(/^\./, "%2E");
  if (encoded.length <= 200) return `${encoded}.jsonl`;
  const hash = createHash("sha256").update(sessionKey).digest("hex").slice(0, 32);
  return `${encoded.slice(0, 150)}%${hash}.jsonl`;
}

/** The session key that a file is named after; `undefined` when its name does not tell. */
export function sessionKeyOfFile(fileName: string): string | undefined {
  const encoded = fileName.replace(/\.jsonl$/, "");
  try {
    const key = decodeURIComponent(encoded.replaceAll("-", ":"));
    return sessionFileName(key) === fileName ? key : undefined;
  } catch {
    return undefined; // a lone % is nothing that we wrote
  }
}

function encodeCharacter(character: string): string {
  if (character === ":") return "-";
  if (/[A-Za-z0-9_.+@]/.test(character)) return character;
  return Array.from(
    new TextEncoder().encode(character),
    (byte) => `%${byte.toString(16).padStart(2, "0")}`,
  ).join("");
}
