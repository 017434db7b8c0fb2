import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { createIncrementalJson } from "@argent/ai";
import { isRecord, parseJson, parseLine } from "./parse-line.ts";

/** What can be said of a session file from its beginning and its end. */
export interface SessionSummary {
  path: string;
  id: string;
  /** The working directory; empty in files that do not say. */
  cwd: string;
  /** What it was called, if that was said near the beginning or the end. */
  name?: string | undefined;
  /** The file that it goes on from. */
  parentSession?: string | undefined;
  /** When it was last changed, in files that do not say. */
  created: Date;
  /** When the user or the model last said something. */
  modified: Date;
  /** Bytes. */
  size: number;
  /** The first words of the user; empty when they are not near the beginning. */
  firstMessage: string;
}

/**
 * Summarises a file; `undefined` when it is not a session or cannot be read. Synchronous, because it takes some 20
 * microseconds, of which a promise for each system call would be most. `buffer` has room for `endBytes`; a caller with
 * many files gives the same one again.
 */
export function summarizeSession(
  path: string,
  buffer: Buffer = Buffer.allocUnsafe(endBytes),
): SessionSummary | undefined {
  const ends = readEnds(path, buffer);
  if (!ends) return undefined;
  const head = ends.head.split("\n");
  const tail = ends.tail ? ends.tail.split("\n") : head;
  const first = parseLine(head[0] ?? "");
  if (first.kind !== "header") return undefined;
  const { id, cwd, parentSession, timestamp } = first.header;
  const name = findLast(tail, nameOf) ?? findLast(head, nameOf);
  return {
    path,
    id,
    cwd: typeof cwd === "string" ? cwd : "",
    ...(name && { name }),
    ...(parentSession !== undefined && { parentSession }),
    created: new Date(Date.parse(timestamp) || ends.modifiedMs),
    modified: new Date(findLast(tail, timeSaid) ?? ends.modifiedMs),
    size: ends.size,
    firstMessage: findFirst(head, userWords) ?? "",
  };
}

/** Bytes that are read of either end. */
export const endBytes = 16 * 1024;

interface Ends {
  head: string;
  /** Empty when the head is everything. */
  tail: string;
  size: number;
  modifiedMs: number;
}

function readEnds(path: string, bytes: Buffer): Ends | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "r");
    const { size, mtimeMs } = fstatSync(descriptor);
    const headLength = readSync(descriptor, bytes, 0, endBytes, 0);
    const head = bytes.toString("utf8", 0, headLength);
    const rest = Math.max(headLength, size - endBytes);
    const tailLength = readSync(descriptor, bytes, 0, endBytes, rest);
    return { head, tail: bytes.toString("utf8", 0, tailLength), size, modifiedMs: mtimeMs };
  } catch {
    return undefined; // one file that cannot be read must not hide the others
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function findFirst<Value>(
  lines: readonly string[],
  of: (line: string) => Value | undefined,
): Value | undefined {
  for (const line of lines) {
    const value = of(line);
    if (value !== undefined) return value;
  }
  return undefined;
}

function findLast<Value>(
  lines: readonly string[],
  of: (line: string) => Value | undefined,
): Value | undefined {
  for (let index = lines.length - 1; index >= 0; index--) {
    const value = of(lines[index] ?? "");
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The name that a line gives; empty when it takes the name away. */
function nameOf(line: string): string | undefined {
  if (!line.startsWith('{"type":"session_info"')) return undefined;
  const parsed = parseLine(line);
  if (parsed.kind !== "entry" || parsed.entry.type !== "session_info") return undefined;
  return parsed.entry.name?.trim() ?? "";
}

function timeSaid(line: string): number | undefined {
  const message = messageIn(line);
  const isSaid = message?.role === "user" || message?.role === "assistant";
  return isSaid && Number(message.timestamp) > 0 ? Number(message.timestamp) : undefined;
}

function userWords(line: string): string | undefined {
  const message = messageIn(line);
  if (message?.role !== "user") return undefined;
  const { content } = message;
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  const texts = content.map((block) =>
    isRecord(block) && block.type === "text" ? block.text : "",
  );
  return texts.join(" ").trim() || undefined;
}

/** The message of an entry of any version. */
function messageIn(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{"type":"message"')) return undefined;
  const { message } = parseJson(line) ?? begunJson(line);
  return isRecord(message) ? message : undefined;
}

/** Of a line that goes on behind what was read. */
function begunJson(line: string): Record<string, unknown> {
  const json = createIncrementalJson();
  json.push(line);
  return json.value();
}
