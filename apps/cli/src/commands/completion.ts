import { listModels, listProviders } from "@argent/ai";
import { readEnvironment } from "@argent/tools/app";
import type { Command } from "commander";
import { complete } from "../completion/complete.ts";
import { completionScripts, type Shell } from "../completion/scripts.ts";
import { ambient } from "../compose/ambient.ts";
import { exitCode } from "../exit-code.ts";
import { openLessonsHere } from "../lessons/open-lessons-here.ts";
import { listKnownSessions } from "../sessions/known-session.ts";

export function completionCommand(shell: Shell): number {
  process.stdout.write(completionScripts[shell]);
  return exitCode.done;
}

/** A word a line; `:files` asks the shell to add files. */
export async function completeCommand(program: Command, words: readonly string[]): Promise<number> {
  const { words: found, files } = await complete(program, words, {
    models: () => listModels().map(({ id }) => id),
    providers: () => listProviders().map(({ id }) => id),
    sessions: async () =>
      (await listKnownSessions(await readEnvironment(ambient())))
        .slice(0, 200)
        .map(({ reference }) => reference),
    lessons: async () => (await (await openLessonsHere()).sis.list()).map(({ id }) => id),
  });
  const lines = files ? [...found, ":files"] : found;
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  return exitCode.done;
}
