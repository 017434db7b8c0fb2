import { type Command, Option } from "commander";
import { positiveInteger } from "./positive-integer.ts";
import { someText } from "./some-text.ts";

/** Adds `argent lessons …`. */
export function addLessonsCommands(program: Command, exit: (code: number) => void): void {
  const lessons = program
    .command("lessons")
    .description("What was learned from runs: look at it, measure it, decide about it.")
    .showHelpAfterError("(argent lessons --help shows what is possible)");
  const named = "its id, or the beginning of it";
  lessons
    .command("list", { isDefault: true })
    .description("The lessons that can be shown here: the project's and the global ones.")
    .addOption(
      new Option("--status <status>", "only these (default: candidate, trial and active)").choices([
        "candidate",
        "trial",
        "active",
        "retired",
        "rejected",
      ]),
    )
    .option("--scope <scope>", "only those of: global, project, or a folder", someText)
    .option("--all", "those of all projects, and what is retired and rejected, too")
    .option("--json", "print JSON")
    .action(async (options) => {
      const { lessonsListCommand } = await import("./commands/lessons/list.ts");
      exit(await lessonsListCommand(options));
    });
  lessons
    .command("show")
    .description("What a lesson says, and where it comes from.")
    .argument("<lesson>", named)
    .option("--json", "print JSON")
    .action(async (lesson: string, options) => {
      const { lessonsShowCommand } = await import("./commands/lessons/show.ts");
      exit(await lessonsShowCommand(lesson, options));
    });
  lessons
    .command("why")
    .description("Whether a lesson helps, by what is measured, and why it is shown or not.")
    .argument("<lesson>", named)
    .argument("[prompt...]", "how well it fits what somebody asks")
    .option("--json", "print JSON")
    .action(async (lesson: string, prompt: string[], options) => {
      const { lessonsWhyCommand } = await import("./commands/lessons/why.ts");
      exit(await lessonsWhyCommand(lesson, prompt.join(" "), options));
    });
  lessons
    .command("add")
    .description("Write a lesson down. It holds for the project, unless it is global.")
    .requiredOption("--when <situation>", "what it is for", someText)
    .requiredOption("--do <action>", "what to do then", someText)
    .option("--title <title>", "the idea in one line (default: what to do)", someText)
    .option("--why <reason>", "what happens otherwise", someText)
    .option("--tag <word>", "a word that it is found by; several times, if need be", listed)
    .option("--tool <name>", "a tool that it is about; several times, if need be", listed)
    .option("--global", "it holds everywhere")
    .option("--json", "print JSON")
    .action(async (options) => {
      const { lessonsAddCommand } = await import("./commands/lessons/add.ts");
      exit(await lessonsAddCommand(options));
    });
  lessons
    .command("approve")
    .description("Keep a lesson active, whatever is measured.")
    .argument("<lesson>", named)
    .option("--json", "print JSON")
    .action(async (lesson: string, options) => {
      const { lessonsApproveCommand } = await import("./commands/lessons/decide.ts");
      exit(await lessonsApproveCommand(lesson, options));
    });
  lessons
    .command("reject")
    .description("Show a lesson no more, and learn the same no more.")
    .argument("<lesson>", named)
    .option("--json", "print JSON")
    .action(async (lesson: string, options) => {
      const { lessonsRejectCommand } = await import("./commands/lessons/decide.ts");
      exit(await lessonsRejectCommand(lesson, options));
    });
  lessons
    .command("retire")
    .description("Show a lesson no more; it has had its time.")
    .argument("<lesson>", named)
    .option("--reason <text>", "why, for people", someText)
    .option("--json", "print JSON")
    .action(async (lesson: string, options) => {
      const { lessonsRetireCommand } = await import("./commands/lessons/decide.ts");
      exit(await lessonsRetireCommand(lesson, options));
    });
  lessons
    .command("reflect")
    .description("Have a model look back on the latest runs. It costs what the model costs.")
    .option("--limit <n>", "runs at most; each is looked at only once", positiveInteger, 5)
    .option("-m, --model <model>", "a model id, an alias such as sonnet, or provider/id", someText)
    .option("-p, --provider <provider>", "where the model is asked", someText)
    .option("--json", "print JSON")
    .action(async (options) => {
      const { lessonsReflectCommand } = await import("./commands/lessons/reflect.ts");
      exit(await lessonsReflectCommand(options));
    });
  lessons
    .command("stats")
    .description("How many lessons there are, and how runs went.")
    .option("--json", "print JSON")
    .action(async (options) => {
      const { lessonsStatsCommand } = await import("./commands/lessons/stats.ts");
      exit(await lessonsStatsCommand(options));
    });
}

/** Collects an option that is given several times. */
function listed(value: string, before: string[] = []): string[] {
  return [...before, someText(value)];
}
