import { isRecord, parseJson } from "../../session/parse-line.ts";
import { LessonError } from "../lesson-error.ts";
import type { LessonEvent } from "../lesson-event.ts";
import { isLessonEvent } from "./is-lesson-event.ts";

/** A line of a lesson log that is JSON. */
export interface LessonLine {
  /** Absent when this version of the program does not know it. */
  event?: LessonEvent | undefined;
  /** Which line it is of how many that were appended together, counted from 1; absent for one alone. */
  part?: readonly [index: number, count: number] | undefined;
}

/**
 * The lines of one append, each with its line feed. Those of several events say which they are of how many (`"part":[1,3]`),
 * so that a reader can tell when some of them are missing.
 */
export function formatLessonLines(events: readonly LessonEvent[], log: string): string {
  const count = events.length;
  const lines = events.map((event, index) => {
    const text = lessonJson(event, log);
    return count === 1 ? text : `${text.slice(0, -1)},"part":[${index + 1},${count}]}`;
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** An event as JSON that comes back as an event. */
export function lessonJson(event: LessonEvent, log: string): string {
  try {
    const text = JSON.stringify(event);
    if (isLessonEvent(JSON.parse(text))) return text;
  } catch (cause) {
    throw notAnEvent(event, log, cause);
  }
  throw notAnEvent(event, log);
}

/** What a line says; `undefined` when it is damaged or blank. */
export function parseLessonLine(text: string): LessonLine | undefined {
  const record = parseJson(text);
  if (record === undefined) return undefined;
  const { part, ...event } = record;
  return {
    ...(isPart(part) && { part }),
    ...(isLessonEvent(event) && { event }),
  };
}

function isPart(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isInteger);
}

function notAnEvent(event: unknown, log: string, cause?: unknown): LessonError {
  const type = isRecord(event) ? String(event.type) : typeof event;
  const message = `An event to append to ${log} is not what it says it is ("${type}") once it is JSON. Nothing was appended; give it every field of its type, with plain JSON in them.`;
  return new LessonError("write_failed", message, { log, cause });
}
