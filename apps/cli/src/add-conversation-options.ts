import { type Command, Option } from "commander";
import { positiveInteger } from "./positive-integer.ts";
import { someText } from "./some-text.ts";

/** What a command says differently about an option that it shares. */
export interface ConversationOptionWords {
  approve: string;
  maxTurns: string;
}

/** Adds the options that `run`, `chat` and `rpc` share. */
export function addConversationOptions(command: Command, words: ConversationOptionWords): Command {
  return command
    .option("-m, --model <model>", "a model id, an alias such as sonnet, or provider/id", someText)
    .option("-p, --provider <provider>", "where the model is asked", someText)
    .option(
      "--session <name>",
      "go on in a named session or a file, or begin it (default: a new one)",
      someText,
    )
    .addOption(
      new Option("--session-id <id>", "go on in the session with this id, or begin it")
        .argParser(someText)
        .conflicts("session"),
    )
    .addOption(
      new Option("-c, --continue", "go on in the latest session of the working folder").conflicts([
        "session",
        "sessionId",
      ]),
    )
    .option("--no-session", "keep the session in memory")
    .option(
      "-w, --cwd <folder>",
      "the folder to work in (default: VARGOS_WORKSPACE, else this one)",
      someText,
    )
    .option("--tools <names>", "the only tools to offer, with commas between them", someText)
    .option("--max-turns <n>", words.maxTurns, positiveInteger)
    .addOption(
      new Option("--approve <mode>", words.approve).choices([
        "read-only",
        "ask-before-write",
        "auto",
      ]),
    )
    .option("--read-only", "the same as --approve read-only")
    .option("--sandbox", "confine commands with bubblewrap")
    .option("--lessons", "learn lessons from what goes wrong, and show those that fit")
    .option("--no-lessons", "neither show lessons nor learn any")
    .addOption(
      new Option("--thinking <level>", "how much the model thinks").choices([
        "off",
        "minimal",
        "low",
        "medium",
        "high",
        "xhigh",
      ]),
    );
}
