import { chunkLines, lineText } from "./chunk-lines.ts";
import type { SessionHeader } from "./entry.ts";
import type { EntryLog } from "./entry-log.ts";
import { currentVersion } from "./migrate.ts";
import { parseLine } from "./parse-line.ts";
import { SessionError } from "./session-error.ts";

/** The header of a log that has content: its first line that can be read. */
export async function readHeader(log: EntryLog): Promise<SessionHeader> {
  for await (const chunk of log.readForward()) {
    for (const line of chunkLines(chunk)) {
      const parsed = parseLine(lineText(line));
      if (parsed.kind === "blank" || parsed.kind === "damaged") continue;
      if (parsed.kind === "header") return supported(parsed.header, log.name);
      throw notASession(log.name);
    }
    if (chunk.end > farthest) break;
  }
  throw notASession(log.name);
}

/** A header stands at the beginning; damage before it may be this long. */
const farthest = 1024 * 1024;

function supported(header: SessionHeader, session: string): SessionHeader {
  const version = header.version ?? 1;
  if (version <= currentVersion)
    return { ...header, version, cwd: typeof header.cwd === "string" ? header.cwd : "" };
  throw new SessionError(
    "unsupported_version",
    `${session} is a session of format version ${version}; this program knows versions up to ${currentVersion}. Open it with a newer one.`,
    { session },
  );
}

function notASession(session: string): SessionError {
  return new SessionError(
    "not_a_session",
    `${session} does not start with a session header ({"type":"session","id":…}). It was left as it is; choose another file.`,
    { session },
  );
}
