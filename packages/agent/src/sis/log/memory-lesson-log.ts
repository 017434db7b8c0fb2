import { randomUUID } from "node:crypto";
import type { LessonEvent } from "../lesson-event.ts";
import { lessonJson } from "./lesson-line.ts";
import type { LessonLog } from "./lesson-log.ts";

/** A log that lives as long as somebody holds it. It keeps texts, so it shares no object with anybody. */
export function memoryLessonLog(): LessonLog {
  const name = `memory:${randomUUID()}`;
  const texts: string[] = [];
  return {
    name,
    async append(events) {
      const added = events.map((event) => lessonJson(event, name));
      for (const text of added) texts.push(text);
    },
    async read(after) {
      const [start, log] = after?.split(" ") ?? [];
      const isKnown = log === name;
      const events = texts
        .slice(isKnown ? Number(start) : 0)
        .map((text): LessonEvent => JSON.parse(text));
      return { events, cursor: `${texts.length} ${name}`, isWhole: !isKnown };
    },
  };
}
