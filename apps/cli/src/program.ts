import { SessionError } from "@argent/agent";
import { AiError } from "@argent/ai";
import { Argument, Command, CommanderError, Option } from "commander";
import { addAuthCommands } from "./auth-program.ts";
import { addChatCommand } from "./chat-program.ts";
import { exitCode } from "./exit-code.ts";
import { addMcpCommands } from "./mcp-program.ts";
import { positiveInteger } from "./positive-integer.ts";
import { addRpcCommand } from "./rpc-program.ts";
import { addSessionsCommands } from "./sessions-program.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

/** Reads the arguments, runs the command and returns the exit code. Commands are imported when they are named. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let code: number = exitCode.done;
  const program = createProgram((value) => {
    code = value;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (cause) {
    if (cause instanceof CommanderError) {
      return cause.exitCode === 0 ? exitCode.done : exitCode.usage;
    }
    if (cause instanceof UsageError || cause instanceof RangeError || AiError.isInstance(cause)) {
      process.stderr.write(`argent: ${cause.message}\n`);
      return exitCode.usage;
    }
    if (SessionError.isInstance(cause)) {
      process.stderr.write(`argent: ${cause.message}\n`);
      return exitCode.failed;
    }
    throw cause;
  }
}

function createProgram(exit: (code: number) => void): Command {
  const program = new Command("argent")
    .version(version())
    .exitOverride()
    .showHelpAfterError("(--help shows what is possible)");
  const thinking = new Option("--thinking <level>", "how much the model thinks").choices([
    "off",
    "minimal",
    "low",
    "medium",
    "high",
    "xhigh",
  ]);
  addChatCommand(program, exit, thinking);
  program
    .command("run")
    .description("Do one task and exit. What is piped in is added to the task.")
    .argument("[task...]", "what to do")
    .option("-m, --model <model>", "a model id, an alias such as sonnet, or provider/id")
    .option("-p, --provider <provider>", "where the model is asked")
    .option(
      "--session <name>",
      "go on in a named session or a file, or begin it (default: a new one)",
    )
    .option("--session-id <id>", "go on in the session with this id, or begin it")
    .option("-c, --continue", "go on in the latest session of the working folder")
    .option("--no-session", "keep the session in memory")
    .option(
      "-w, --cwd <folder>",
      "the folder to work in (default: VARGOS_WORKSPACE, else this one)",
    )
    .option("--tools <names>", "the only tools to offer, with commas between them")
    .option("--max-turns <n>", "stop after so many answers (default: 100)", positiveInteger)
    .addOption(
      new Option("--approve <mode>", "what runs unasked (default: auto)").choices([
        "read-only",
        "ask-before-write",
        "auto",
      ]),
    )
    .option("--read-only", "the same as --approve read-only")
    .option("--sandbox", "confine commands with bubblewrap")
    .addOption(thinking)
    .option("--print", "print nothing but the answer")
    .option("--json", "print events as JSON lines")
    .action(async (task: string[], options) => {
      const { runCommand } = await import("./commands/run.ts");
      exit(await runCommand(task.join(" "), options));
    });
  program
    .command("models")
    .description("List the models that are known, with prices in USD per million tokens.")
    .argument("[query]", "words that the id, name or provider must contain")
    .option("-p, --provider <provider>", "only this provider's")
    .option("--json", "print JSON")
    .action(async (query: string | undefined, options) => {
      const { modelsCommand } = await import("./commands/models.ts");
      exit(await modelsCommand(query, options));
    });
  program
    .command("doctor")
    .description("Check Node, keys, endpoints, folders and the runtime in force.")
    .option("--json", "print JSON")
    .action(async (options) => {
      const { doctorCommand } = await import("./commands/doctor.ts");
      exit(await doctorCommand(options));
    });
  addSessionsCommands(program, exit);
  addAuthCommands(program, exit);
  addMcpCommands(program, exit);
  program
    .command("trust")
    .description("Let a project's .argent/settings.json apply, as it is now.")
    .argument("[folder]", "the project", ".")
    .option("--yes", "really")
    .option("--remove", "trust it no more")
    .action(async (folder: string, options) => {
      const { trustCommand } = await import("./commands/trust.ts");
      exit(await trustCommand(folder, options));
    });
  program
    .command("migrate")
    .description("Find a host's imports of Pi, and rewrite those that have an equivalent.")
    .argument("[folder]", "the folder of the host", ".")
    .option("--write", "rewrite the files; without it nothing is written")
    .option("--json", "print JSON")
    .action(async (folder: string, options) => {
      const { migrateCommand } = await import("./commands/migrate.ts");
      exit(await migrateCommand(folder, options));
    });
  addRpcCommand(program, exit, thinking);
  program
    .command("demo")
    .description(
      "See it fix a real bug in a temporary repository. Needs no key; only the model is scripted.",
    )
    .option("--json", "print events as JSON lines")
    .action(async (options) => {
      const { demoCommand } = await import("./commands/demo.ts");
      exit(await demoCommand(options));
    });
  program
    .command("completion")
    .description("Print the completion script of a shell.")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]))
    .action(async (shell) => {
      const { completionCommand } = await import("./commands/completion.ts");
      exit(completionCommand(shell));
    });
  program
    .command("__complete", { hidden: true })
    .argument("[words...]")
    .action(async (words: string[]) => {
      const { completeCommand } = await import("./commands/completion.ts");
      exit(await completeCommand(program, words));
    });
  return program;
}
