import { type Command, Option } from "commander";
import { positiveInteger } from "./positive-integer.ts";

/** Adds `argent chat`. */
export function addChatCommand(
  program: Command,
  exit: (code: number) => void,
  thinking: Option,
): void {
  program
    .command("chat")
    .description("Talk with the agent in the terminal.")
    .option("-m, --model <model>", "a model id, an alias such as sonnet, or provider/id")
    .option("-p, --provider <provider>", "where the model is asked")
    .option(
      "--session <name>",
      "go on in a named session or a file, or begin it (default: a new one)",
    )
    .option("--session-id <id>", "go on in the session with this id, or begin it")
    .option("-c, --continue", "go on in the latest session of the working folder")
    .option("-r, --resume", "choose an earlier session")
    .option("--no-session", "keep the session in memory")
    .option(
      "-w, --cwd <folder>",
      "the folder to work in (default: VARGOS_WORKSPACE, else this one)",
    )
    .option("--tools <names>", "the only tools to offer, with commas between them")
    .option("--max-turns <n>", "stop a run after so many answers", positiveInteger)
    .addOption(
      new Option(
        "--approve <mode>",
        "what runs unasked; you are asked about the rest (default: ask-before-write)",
      ).choices(["read-only", "ask-before-write", "auto"]),
    )
    .option("--read-only", "the same as --approve read-only")
    .option("--sandbox", "confine commands with bubblewrap")
    .addOption(thinking)
    .action(async (options) => {
      const { chatCommand } = await import("./commands/chat.ts");
      exit(await chatCommand(options));
    });
}
