import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LessonEvent } from "../src/sis/lesson-event.ts";
import type { LessonLog } from "../src/sis/log/lesson-log.ts";

/** The first line of every log. */
export const header = '{"type":"lessons","version":1}\n';

/** The smallest event, told apart by an id. */
export function reflected(episodeId: string): LessonEvent {
  return { type: "reflected", at: 1, episodeId };
}

/** The line of `reflected` when it was appended alone. */
export function line(episodeId: string): string {
  return `{"type":"reflected","at":1,"episodeId":"${episodeId}"}\n`;
}

/** The ids of what a log has behind a cursor. */
export async function idsIn(log: LessonLog, cursor?: string): Promise<string[]> {
  const events = await allIn(log, cursor);
  return events.map((event) => (event.type === "reflected" ? event.episodeId : event.type));
}

/** What a log has behind a cursor, also when it comes in parts. */
export async function allIn(log: LessonLog, cursor?: string): Promise<LessonEvent[]> {
  const { events, hasMore, cursor: end } = await log.read(cursor);
  return hasMore ? [...events, ...(await allIn(log, end))] : events;
}

export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "no failure",
    (cause: unknown) => cause,
  );
}

/** A place for a log in a folder of its own. */
export async function lessonFolder() {
  const folder = await mkdtemp(join(tmpdir(), "argent-lessons-"));
  return {
    folder,
    path: join(folder, "lessons.jsonl"),
    remove: () => rm(folder, { recursive: true }),
  };
}
