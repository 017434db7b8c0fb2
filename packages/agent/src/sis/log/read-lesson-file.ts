import { constants, type FileHandle, open } from "node:fs/promises";
import { chunkLines, lineText } from "../../session/chunk-lines.ts";
import { chunksForward } from "../../session/file-chunks.ts";
import { createFileLook } from "../../session/look-at-file.ts";
import { systemCodeOf } from "../../session/session-error.ts";
import type { LessonEvent } from "../lesson-event.ts";
import { createAppendGatherer } from "./gather-appends.ts";
import { parseLessonLine } from "./lesson-line.ts";
import type { LessonLogReading } from "./lesson-log.ts";
import { cursorAt, noCursor, offsetOf } from "./lesson-log-cursor.ts";
import { notAFile } from "./lesson-log-failure.ts";
import { hasLessonLogHeader } from "./lesson-log-header.ts";

/** Reads the events of a file behind a cursor, from the beginning without one; no more than fit into memory easily. */
export async function readLessonFile(
  path: string,
  after: string | undefined,
): Promise<LessonLogReading> {
  const handle = await openIfThere(path);
  if (!handle) return { events: [], cursor: noCursor, isWhole: after !== noCursor };
  try {
    const end = createFileLook(() => notAFile(path))(handle.fd);
    const from = after === undefined ? undefined : await offsetOf(after, handle, end);
    const isEmpty = !from && !(await hasLessonLogHeader(handle, path));
    const { events, readTo, hasMore } = isEmpty
      ? { events: [], readTo: 0, hasMore: false }
      : await readEvents(handle, from ?? 0);
    const cursor = await cursorAt(handle, { ...end, offset: readTo });
    return { events, cursor, isWhole: from === undefined, ...(hasMore && { hasMore }) };
  } finally {
    await handle.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    // A pipe is opened at once, and found to be no file, instead of waited for.
    return await open(path, O_RDONLY | O_NONBLOCK);
  } catch (cause) {
    if (systemCodeOf(cause) === "ENOENT") return undefined;
    throw cause;
  }
}

const { O_NONBLOCK, O_RDONLY } = constants;

interface ReadEvents {
  events: LessonEvent[];
  /** Behind the last append that is whole. */
  readTo: number;
  hasMore: boolean;
}

/** Bytes after which a reading ends: what they hold takes several times as much memory. */
const enoughLength = 8 * 1024 * 1024;

async function readEvents(handle: FileHandle, from: number): Promise<ReadEvents> {
  const events: LessonEvent[] = [];
  const appends = createAppendGatherer();
  let readTo = from;
  for await (const chunk of chunksForward(handle, from)) {
    for (const line of chunkLines(chunk)) {
      const parsed = parseLessonLine(lineText(line));
      // Cut-off JSON is no JSON: an unfinished last line is on its way from another process, or was torn.
      if (parsed === undefined && !line.terminated) break;
      for (const event of appends.take(parsed)) events.push(event);
      if (!appends.isOpen) readTo = line.offset + line.to - line.from + (line.terminated ? 1 : 0);
    }
    if (readTo - from >= enoughLength) return { events, readTo, hasMore: true };
  }
  return { events, readTo, hasMore: false };
}
