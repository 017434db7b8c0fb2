import { join } from "node:path";
import {
  createSis,
  findRepositoryRoot,
  jsonlLessonLog,
  type Sis,
  type SisOptions,
} from "@argent/agent";
import { localEnv } from "../env/local-env.ts";
import type { Configuration } from "./configuration.ts";

/** Where a person's lessons lie, in the folder with their own things (`argentFolder`). The file need not exist. */
export function lessonFile(folder: string): string {
  return join(folder, "lessons.jsonl");
}

/** A person's lessons, whether or not runs use them. Nothing is read before it is asked. */
export function openLessons(folder: string, options?: Pick<SisOptions, "reflector">): Sis {
  return createSis({ log: jsonlLessonLog(lessonFile(folder)), ...options });
}

/** The lessons for runs: none unless the settings turn them on. */
export function lessonsForRuns({
  folder,
  settings,
}: Pick<Configuration, "folder" | "settings">): Sis | undefined {
  return settings.lessons ? openLessons(folder) : undefined;
}

/** The scope of lessons that are learned in a folder: the repository that it is in, else the folder itself. */
export async function projectScope(cwd: string): Promise<string> {
  const env = localEnv({ cwd });
  try {
    return await findRepositoryRoot(env);
  } finally {
    await env.close();
  }
}
