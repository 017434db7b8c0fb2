import { SessionError } from "@argent/agent";
import { AiError } from "@argent/ai";
import { Argument, Command, CommanderError, Option } from "commander";
import { addAuthCommands } from "./auth-program.ts";
import { exitCode } from "./exit-code.ts";
import { positiveInteger } from "./positive-integer.ts";
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
  program
    .command("run")
    .description("Do one task and exit. What is piped in is added to the task.")
    .argument("[task...]", "what to do")
    .option("-m, --model <model>", "a model id, an alias such as sonnet, or provider/id")
    .option("-p, --provider <provider>", "where the model is asked")
    .option("--session <name>", "go on in a named session, or begin it (default: a new one)")
    .option("--cwd <folder>", "the folder to work in", process.cwd())
    .option("--max-turns <n>", "stop after so many answers", positiveInteger, 100)
    .addOption(thinking)
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
  program
    .command("mcp")
    .description("Offer the agent as a tool of an MCP server, over standard input and output.")
    .option("-m, --model <model>", "a model id, an alias such as sonnet, or provider/id")
    .option("-p, --provider <provider>", "where the model is asked")
    .option("--cwd <folder>", "the folder to work in", process.cwd())
    .addOption(
      new Option("--approve <mode>", "what runs unasked; the client is asked about the rest")
        .choices(["read-only", "ask-before-write", "auto"])
        .default("ask-before-write"),
    )
    .action(async (options) => {
      const { mcpCommand } = await import("./commands/mcp.ts");
      exit(await mcpCommand(options));
    });
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
