import type { EpisodeCall } from "../episode.ts";
import { type ShellCommand, shellCommands } from "./shell-commands.ts";

/** The command line that a call runs; `undefined` when the tool runs none. */
export function commandLineOf(call: EpisodeCall): string | undefined {
  if (call.exitCode === undefined && !commandTools.test(call.name)) return undefined;
  const { command, cmd } = call.arguments;
  const given = command ?? cmd;
  if (typeof given === "string") return innerLine(given);
  if (Array.isArray(given) && given.every((word) => typeof word === "string")) {
    const [shell = "", option = "", line] = given;
    if (line !== undefined && shells.test(shell) && /^-\w*c$/.test(option)) return line;
    return given.join(" ");
  }
  return undefined;
}

/**
 * Whether a call failed. Exit code 1 of a command that only asks, such as `grep` and `diff`, is an answer: there is
 * nothing, or there is a difference.
 */
export function hasFailed(call: EpisodeCall): boolean {
  if (call.exitCode === undefined) return call.isError;
  if (call.exitCode === 0) return false;
  const line = commandLineOf(call);
  if (call.exitCode !== 1 || line === undefined || line.length > longestQuestion) return true;
  return !onlyAsks(shellCommands(line));
}

/** `bash` and its like, as hosts call them. */
const commandTools =
  /^(?:bash|shell|sh|exec|terminal|command|(?:local_)?(?:run|execute|exec)_?(?:shell|command|bash|terminal\w*)?)$/i;
const startsShell = /^\s*(?:\S*\/)?(?:ba|z|da)?sh\s+-\w*c\s/;
const shells = /(?:^|\/)(?:ba|z|da)?sh$/;

function innerLine(line: string): string {
  if (!startsShell.test(line)) return line;
  const [first, ...others] = shellCommands(line);
  return others.length === 0 ? (first?.words[2] ?? line) : line;
}

/** Characters; what is longer is a script. */
const longestQuestion = 2000;

/** They answer by exit code 1. */
const answering: ReadonlySet<string> = new Set(
  "grep egrep fgrep rg ag ack zgrep diff cmp test [ [[ which pgrep type".split(" "),
);
/** They may stand around those that do. */
const harmless: ReadonlySet<string> = new Set(
  "cd echo printf cat head tail sort ls find wc true".split(" "),
);

function onlyAsks(commands: readonly ShellCommand[]): boolean {
  const programs = commands.map(({ words: [first = "", second = ""] }) => ({
    asks: answering.has(first) || gitAsks(first, second),
    isHarmless: harmless.has(first),
  }));
  return (
    programs.at(-1)?.asks === true && programs.every(({ asks, isHarmless }) => asks || isHarmless)
  );
}

function gitAsks(first: string, second: string): boolean {
  return first === "git" && (second === "grep" || second === "diff");
}
