import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { SessionError } from "@argent/agent";
import { lineOf, newHeader, parseJson, sessionFileFor } from "@argent/agent/session-format";
import { readSessionFile } from "./read-session-file.ts";
import { createSessionFile } from "./session-file.ts";

/**
 * Copies a session to a new file for another working directory; gives that file. The lines of the entries stay as they are, unless
 * they are of an older version.
 *
 * @throws SessionError `not_a_session` when there is nothing to copy.
 */
export function copySessionFile(source: string, cwd: string, sessionDir: string): string {
  const reading = readSessionFile(source);
  if (!reading) {
    const message = `Cannot fork: source session file is empty or invalid: ${source}`;
    throw new SessionError("not_a_session", message, { session: source });
  }
  const header = newHeader(Date.now(), { cwd, parentSession: source });
  const file = resolve(sessionFileFor(sessionDir, header));
  const lines = reading.oldVersion === undefined ? entryLines(source) : reading.entries.map(lineOf);
  createSessionFile(file, [JSON.stringify(header), ...lines]);
  return file;
}

function entryLines(source: string): string[] {
  return readFileSync(source, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "" && parseJson(line)?.type !== "session");
}
