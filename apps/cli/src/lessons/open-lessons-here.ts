import type { Sis } from "@argent/agent";
import {
  argentFolder,
  lessonFile,
  openLessons,
  projectScope,
  readEnvironment,
  workingFolder,
} from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";

export interface LessonsHere {
  sis: Sis;
  /** Where they are kept. */
  file: string;
  /** The scope of the project that runs work in when they are started here. */
  project: string;
}

/** A person's lessons, whether or not runs use them. */
export async function openLessonsHere(): Promise<LessonsHere> {
  const here = ambient(await readEnvironment(ambient()));
  const folder = argentFolder(here);
  const cwd = await workingFolder(here.env.VARGOS_WORKSPACE ?? here.cwd, here);
  return {
    sis: openLessons(folder),
    file: lessonFile(folder),
    project: await projectScope(cwd),
  };
}
