import { createHash } from "node:crypto";
import { join } from "node:path";
import type { EntryLog } from "../session/entry-log.ts";
import {
  type MemoryLogStorage,
  memoryEntryLog,
  memoryLogStorage,
} from "../session/memory-entry-log.ts";
import { SessionError } from "../session/session-error.ts";
import { ArgentSessionManager } from "../session/session-manager.ts";

/** Where a runtime's sessions lie. */
export interface SessionStore {
  /** Opens the session of a key for writing, and makes it if there is none. */
  open(request: OpenSessionRequest): Promise<ArgentSessionManager>;
  /**
   * Opens it for reading, also while somebody writes it, and changes nothing. Without it a run cannot tell its messages
   * again when it is over.
   */
  read?(request: OpenSessionRequest): Promise<ArgentSessionManager>;
}

/** Which session a run goes on in, or begins. */
export interface OpenSessionRequest {
  sessionKey: string;
  /** Wins over the file that the key would name. */
  sessionFile?: string | undefined;
  /** The working folder, for the header of a new session. */
  cwd: string;
}

/** Sessions as files in one folder, each named after its key. */
export function fileSessionStore(folder: string): SessionStore {
  const pathOf = ({ sessionKey, sessionFile }: OpenSessionRequest) =>
    sessionFile ?? join(folder, sessionFileName(sessionKey));
  return {
    read: (request) =>
      ArgentSessionManager.open(pathOf(request), { cwd: request.cwd, readOnly: true }),
    async open(request) {
      const path = pathOf(request);
      const { cwd } = request;
      const session = await ArgentSessionManager.open(path, { cwd });
      if (!session.readOnly) return session;
      await session.close();
      const { leaseHolder: holder } = session;
      const who = holder?.pid === undefined ? "Somebody else" : `The process ${holder.pid}`;
      throw new SessionError(
        "lease_held",
        `${who} is writing the session ${path}. Wait until it has ended, or use another session.`,
        { session: path, holder },
      );
    },
  };
}

/** Sessions in memory; a key's session lives as long as the store. */
export function memorySessionStore(): SessionStore {
  const places = new Map<string, { storage: MemoryLogStorage; log: EntryLog }>();
  function place(sessionKey: string) {
    const storage = memoryLogStorage();
    const found = places.get(sessionKey) ?? { storage, log: memoryEntryLog(storage) };
    places.set(sessionKey, found);
    return found;
  }
  return {
    open: ({ sessionKey, cwd }) => ArgentSessionManager.open(place(sessionKey).log, { cwd }),
    read: ({ sessionKey, cwd }) =>
      ArgentSessionManager.open(memoryEntryLog(places.get(sessionKey)?.storage), {
        cwd,
        readOnly: true,
      }),
  };
}

/**
 * A file name for a session key. No two keys share one, also where a file system has no case: `:` becomes `-`, everything but
 * letters, digits and `_.+@` is percent-encoded, and what has capital letters, is not well-formed or would be too long ends
 * in a hash.
 *
 * @param tagCapitals `false` for whoever tells keys that differ in case apart by other means. Default `true`.
 */
export function sessionFileName(sessionKey: string, { tagCapitals = true } = {}): string {
  const encoded = Array.from(sessionKey, encodeCharacter).join("").replace(/^\./, "%2e");
  const isOdd = !sessionKey.isWellFormed(); // what it has of half characters is alike in UTF-8
  const hash = createHash("sha256")
    .update(sessionKey, isOdd ? "utf16le" : "utf8")
    .digest("hex");
  if (encoded.length > 200) return `${encoded.slice(0, 150)}${tag}${hash.slice(0, 32)}.jsonl`;
  const isTagged = isOdd || (tagCapitals && /[A-Z]/.test(sessionKey));
  return isTagged ? `${encoded}${tag}${hash.slice(0, 12)}.jsonl` : `${encoded}.jsonl`;
}

/** The key that a file is named after; `undefined` when no key is, or when it was too long for a name. */
export function sessionKeyOfFile(file: string): string | undefined {
  const name = file.replace(/\.jsonl$/, "");
  const candidates = [name.replace(/%x[0-9a-f]{12}$/, ""), name].map(decodeKey);
  return candidates.find(
    (key) =>
      key !== undefined &&
      [sessionFileName(key), sessionFileName(key, { tagCapitals: false })].includes(file),
  );
}

function decodeKey(name: string): string | undefined {
  try {
    return decodeURIComponent(name.replaceAll("-", ":"));
  } catch {
    return undefined; // a percent sign that stands for nothing: not one of our names
  }
}

/** Before a hash; no encoded character looks like it. */
const tag = "%x";

function encodeCharacter(character: string): string {
  if (character === ":") return "-";
  if (/[A-Za-z0-9_.+@]/.test(character)) return character;
  return Array.from(
    new TextEncoder().encode(character),
    (byte) => `%${byte.toString(16).padStart(2, "0")}`,
  ).join("");
}
