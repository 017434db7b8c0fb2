import type { Argument, Command, Option } from "commander";

/** What may stand for a value that only the machine knows. */
export interface CompletionSources {
  models(): readonly string[];
  providers(): readonly string[];
  sessions(): Promise<readonly string[]>;
  lessons(): Promise<readonly string[]>;
}

export interface Completion {
  /** What the shell puts in the place of the last word: words that begin with what is typed. */
  words: readonly string[];
  /** The shell adds files and folders. */
  files: boolean;
}

/**
 * What the last of the words can become. They are those behind the program's name; the last one is being typed and may be
 * empty.
 */
export async function complete(
  program: Command,
  given: readonly string[],
  sources: CompletionSources,
): Promise<Completion> {
  const { words: joined, cut } = joinedAtColons(given);
  const { words, kept } = apartFromValue(joined);
  const typed = words.at(-1) ?? "";
  const { command, argumentCount, pending } = walk(program, words.slice(0, -1));
  const fitting = (found: readonly string[], files = false): Completion => ({
    words: found.filter((word) => word.startsWith(typed)).map((word) => (kept + word).slice(cut)),
    files,
  });
  if (pending) return fitting(...(await valuesOf(pending.name(), pending.argChoices, sources)));
  if (typed.startsWith("-")) return fitting(optionNames(command));
  const names = command.commands.filter((child) => !isHidden(child)).map((child) => child.name());
  if (names.length > 0) return fitting(names);
  const argument = argumentAt(command, argumentCount);
  if (argument === undefined) return fitting([]);
  return fitting(...(await valuesOf(argument.name(), argument.argChoices, sources)));
}

/** Bash takes words apart at colons, and replaces only what stands behind the last one: the first `cut` characters stay. */
function joinedAtColons(given: readonly string[]): { words: readonly string[]; cut: number } {
  const words: string[] = [];
  let isOpen = false;
  for (const word of given) {
    const isColon = /^:+$/.test(word) && words.length > 0;
    words.push(isColon || isOpen ? `${words.pop()}${word}` : word);
    isOpen = isColon;
  }
  const last = words.at(-1) ?? "";
  return { words, cut: last === given.at(-1) ? 0 : last.lastIndexOf(":") + 1 };
}

/** `--option=value` as two words. Bash has taken it apart already; others want back what stands before the value. */
function apartFromValue(given: readonly string[]): { words: readonly string[]; kept: string } {
  const last = given.at(-1) ?? "";
  if (last === "=") return { words: [...given.slice(0, -1), ""], kept: "" };
  if (given.at(-2) === "=") return { words: [...given.slice(0, -2), last], kept: "" };
  const [, option, value] = /^(--[\w-]+)=(.*)$/.exec(last) ?? [];
  if (option === undefined || value === undefined) return { words: given, kept: "" };
  return { words: [...given.slice(0, -1), option, value], kept: `${option}=` };
}

/** Follows the words to the command that they name. `pending` is an option that waits for its value. */
function walk(program: Command, words: readonly string[]) {
  let command = program;
  let argumentCount = 0;
  let pending: Option | undefined;
  for (const word of words) {
    if (pending) {
      pending = undefined;
      continue;
    }
    if (word.startsWith("-")) {
      const option = command.options.find(({ long, short }) => word === long || word === short);
      if (option?.required) pending = option;
      continue;
    }
    const child = command.commands.find((one) => one.name() === word);
    if (child) command = child;
    else argumentCount++;
  }
  return { command, argumentCount, pending };
}

async function valuesOf(
  name: string,
  choices: readonly string[] | undefined,
  sources: CompletionSources,
): Promise<[words: readonly string[], files: boolean]> {
  if (choices) return [choices, false];
  switch (name) {
    case "model":
      return [sources.models(), false];
    case "provider":
      return [sources.providers(), false];
    case "session":
      return [await sources.sessions(), false];
    case "lesson":
      return [await sources.lessons(), false];
    case "cwd":
    case "file":
    case "output":
    case "folder":
      return [[], true];
    default:
      return [[], false];
  }
}

function optionNames(command: Command): string[] {
  return command.options
    .filter(({ hidden }) => !hidden)
    .flatMap(({ long }) => (long ? [long] : []));
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const all = command.registeredArguments;
  const last = all.at(-1);
  return all[index] ?? (last?.variadic ? last : undefined);
}

/** Commander keeps it to itself, but leaves hidden commands out of the help. */
function isHidden(command: Command): boolean {
  return command.name().startsWith("__");
}
