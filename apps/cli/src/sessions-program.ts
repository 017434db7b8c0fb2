import type { Command } from "commander";
import { positiveInteger } from "./positive-integer.ts";

/** Adds `argent sessions …`. */
export function addSessionsCommands(program: Command, exit: (code: number) => void): void {
  const sessions = program
    .command("sessions")
    .description("List, read, search, fork, export and remove sessions, Argent's and Pi's.")
    .showHelpAfterError("(argent sessions --help shows what is possible)");
  const named = "its --session name, its key, the beginning of its id, or its file";
  sessions
    .command("list")
    .description("The latest sessions.")
    .option("--cwd <folder>", "only those of a working folder")
    .option("--limit <n>", "how many", positiveInteger, 30)
    .option("--json", "print JSON")
    .action(async (options) => {
      const { sessionsListCommand } = await import("./commands/sessions/list.ts");
      exit(await sessionsListCommand(options));
    });
  sessions
    .command("show")
    .description("What was said in a session.")
    .argument("<session>", named)
    .option("--json", "print its entries as JSON lines")
    .action(async (session: string, options) => {
      const { sessionsShowCommand } = await import("./commands/sessions/show.ts");
      exit(await sessionsShowCommand(session, options));
    });
  sessions
    .command("tree")
    .description("All branches of a session, with the ids of their entries.")
    .argument("<session>", named)
    .option("--json", "print JSON")
    .action(async (session: string, options) => {
      const { sessionsTreeCommand } = await import("./commands/sessions/tree.ts");
      exit(await sessionsTreeCommand(session, options));
    });
  sessions
    .command("search")
    .description("Find words in all sessions.")
    .argument("<words...>", "what was said")
    .option("--cwd <folder>", "only in those of a working folder")
    .option("--limit <n>", "how many matches", positiveInteger, 50)
    .option("--json", "print matches as JSON lines")
    .action(async (words: string[], options) => {
      const { sessionsSearchCommand } = await import("./commands/sessions/search.ts");
      exit(await sessionsSearchCommand(words.join(" "), options));
    });
  sessions
    .command("fork")
    .description("Copy a branch to a new session.")
    .argument("<session>", named)
    .option("--at <entry>", "the last entry to copy (default: where the session goes on)")
    .option("--name <name>", "the --session name of the copy (default: a new one)")
    .option("--json", "print JSON")
    .action(async (session: string, options) => {
      const { sessionsForkCommand } = await import("./commands/sessions/fork.ts");
      exit(await sessionsForkCommand(session, options));
    });
  sessions
    .command("export")
    .description("Write what was said to a page that loads nothing, or as Markdown.")
    .argument("<session>", named)
    .argument("[file]", "ends in .html or .md (default: print Markdown)")
    .action(async (session: string, file: string | undefined) => {
      const { sessionsExportCommand } = await import("./commands/sessions/export.ts");
      exit(await sessionsExportCommand(session, file));
    });
  sessions
    .command("repair")
    .description("Give interrupted tool calls a result, and say what cannot be read.")
    .argument("<session>", named)
    .option("--json", "print JSON")
    .action(async (session: string, options) => {
      const { sessionsRepairCommand } = await import("./commands/sessions/repair.ts");
      exit(await sessionsRepairCommand(session, options));
    });
  sessions
    .command("rm")
    .description("Remove sessions.")
    .argument("<session...>", named)
    .option("--yes", "really")
    .action(async (references: string[], options) => {
      const { sessionsRemoveCommand } = await import("./commands/sessions/remove.ts");
      exit(await sessionsRemoveCommand(references, options));
    });
}
