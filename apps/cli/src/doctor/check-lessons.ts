import { LessonError } from "@argent/agent";
import { loadAllSettings } from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";
import { openLessonsHere } from "../lessons/open-lessons-here.ts";
import type { Check } from "./check.ts";

/** Whether runs learn, and what they have learned. Without a log that can be read they go without lessons. */
export async function checkLessons(cwd: string): Promise<Check> {
  const { settings } = await loadAllSettings(cwd, ambient());
  const state = settings.lessons ? "on" : 'off (--lessons, or "lessons" in the settings)';
  try {
    const { sis, file } = await openLessonsHere();
    const { active, trial, candidate } = (await sis.stats()).lessons;
    const counts = `${active} active, ${trial} on trial, ${candidate} waiting for approval`;
    return { name: "lessons", status: "ok", detail: `${state}; ${counts} (${file})` };
  } catch (cause) {
    if (!LessonError.isInstance(cause)) throw cause;
    return { name: "lessons", status: "note", detail: `${state}; ${cause.message}` };
  }
}
