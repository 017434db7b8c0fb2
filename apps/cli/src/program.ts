import { LessonError, SessionError } from "@argent/agent";
import { AiError } from "@argent/ai";
import { Argument, Command, CommanderError } from "commander";
import { addConversationOptions } from "./add-conversation-options.ts";
import { addAuthCommands } from "./auth-program.ts";
import { addChatCommand } from "./chat-program.ts";
import { exitCode } from "./exit-code.ts";
import { failureLine, printsRunAsJson } from "./failure-line.ts";
import { addLessonsCommands } from "./lessons-program.ts";
import { addMcpCommands } from "./mcp-program.ts";
import { addRpcCommand } from "./rpc-program.ts";
import { addSessionsCommands } from "./sessions-program.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

/** Reads the arguments, runs the command and returns the exit code. Commands are imported when they are named. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let code: number = exitCode.done;
  const isJson = printsRunAsJson(args);
  const program = createProgram((value) => {
    code = value;
  }, isJson);
  const tell = (cause: Error) => {
    if (isJson) process.stdout.write(failureLine(cause));
    else process.stderr.write(`argent: ${cause.message}\n`);
  };
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (cause) {
    if (cause instanceof CommanderError) {
      if (cause.exitCode === 0) return exitCode.done;
      // Otherwise it has been said already.
      if (isJson) tell(new UsageError(cause.message.replace(/^error: /, "")));
      return exitCode.usage;
    }
    const { ToolError } = await import("@argent/tools"); // no sooner: it costs time at every start
    if (
      cause instanceof UsageError ||
      cause instanceof RangeError ||
      AiError.isInstance(cause) ||
      ToolError.isInstance(cause) ||
      isUnusableLesson(cause)
    ) {
      tell(cause);
      return exitCode.usage;
    }
    if (SessionError.isInstance(cause) || LessonError.isInstance(cause) || isSystemError(cause)) {
      tell(cause);
      return exitCode.failed;
    }
    throw cause;
  }
}

/** What was typed, as against a log that cannot be read or written. */
function isUnusableLesson(cause: unknown): cause is LessonError {
  return LessonError.isInstance(cause) && cause.code === "invalid_lesson";
}

/** A disk that is full, a folder that may not be read: facts of the machine, whose stack helps nobody. */
function isSystemError(cause: unknown): cause is Error {
  return cause instanceof Error && "syscall" in cause && "code" in cause;
}

function createProgram(exit: (code: number) => void, isQuiet: boolean): Command {
  const program = new Command("argent")
    .version(version())
    .exitOverride()
    .showHelpAfterError("(--help shows what is possible)");
  if (isQuiet) program.configureOutput({ writeErr: () => {} });
  addChatCommand(program, exit);
  const run = program
    .command("run")
    .description("Do one task and exit. What is piped in is added to the task.")
    .argument("[task...]", "what to do");
  addConversationOptions(run, {
    approve: "what runs unasked (default: auto)",
    maxTurns: "stop after so many answers (default: 100)",
  })
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
  addLessonsCommands(program, exit);
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
  addRpcCommand(program, exit);
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
