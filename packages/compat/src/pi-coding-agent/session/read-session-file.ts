import { readFileSync } from "node:fs";
import { type SessionEntry as ArgentEntry, SessionError } from "@argent/agent";
import {
  classify,
  currentRecords,
  currentVersion,
  parseJson,
  parseLine,
} from "@argent/agent/session-format";
import { readFailed } from "./file-failures.ts";
import type { SessionHeader } from "./session-entry.ts";

export interface SessionReading {
  /** In the current version. */
  header: SessionHeader;
  entries: ArgentEntry[];
  /** The version of the file, when it is an older one. */
  oldVersion: number | undefined;
  /** Bytes that were read. */
  length: number;
}

/**
 * Reads a session file; `undefined` when there is none or nothing in it.
 *
 * @throws SessionError `not_a_session`, `unsupported_version`, `read_failed`
 */
export function readSessionFile(path: string): SessionReading | undefined {
  const bytes = readBytes(path);
  if (!bytes || bytes.length === 0) return undefined;
  const lines = bytes.toString("utf8").split("\n");
  const header = headerOf(lines, path);
  const version = header.version ?? 1;
  const isOld = version < currentVersion;
  return {
    header: isOld ? { ...header, version: currentVersion } : header,
    entries: isOld ? readOld(lines, version) : lines.flatMap(entryIn),
    oldVersion: isOld ? version : undefined,
    length: bytes.length,
  };
}

/** The entry in a line, if there is one. */
export function entryIn(line: string): ArgentEntry[] {
  const parsed = parseLine(line);
  return parsed.kind === "entry" ? [parsed.entry] : [];
}

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (cause) {
    const failure = readFailed(path, cause);
    if (failure.systemCode === "ENOENT") return undefined;
    throw failure;
  }
}

function headerOf(lines: readonly string[], session: string): SessionHeader {
  for (const line of lines) {
    const parsed = parseLine(line);
    if (parsed.kind === "blank" || parsed.kind === "damaged") continue;
    if (parsed.kind !== "header") break;
    const version = parsed.header.version ?? 1;
    if (version <= currentVersion) return parsed.header;
    const message = `${session} is a session of format version ${version}; this program knows versions up to ${currentVersion}. Open it with a newer one.`;
    throw new SessionError("unsupported_version", message, { session });
  }
  const message = `${session} has content and is not a session: it does not start with a session header. It was left as it is; choose another file.`;
  throw new SessionError("not_a_session", message, { session });
}

function readOld(lines: readonly string[], version: number): ArgentEntry[] {
  const records = lines.map(parseJson).filter((record) => record !== undefined);
  return currentRecords(records, version).flatMap((record) => {
    const parsed = classify(record);
    return parsed?.kind === "entry" ? [parsed.entry] : [];
  });
}
