import type { ShellCommand } from "./shell-commands.ts";

/**
 * The commands of a line whose failure the exit code of the line would tell. `npm test | tail` and `npm test || true` end
 * well whatever the tests say, so that only `tail` and `true` are among them.
 */
export function decidingCommands(commands: readonly ShellCommand[]): ShellCommand[] {
  const options = commands.filter(({ words }) => words[0] === "set").flatMap(({ words }) => words);
  const rules: Rules = {
    stopsAtErrors: options.some((word) => /^-\w*e/.test(word) || word === "errexit"),
    seesPipes: options.includes("pipefail"),
    repeatsCode: handsOn(commands.at(-1)),
  };
  return commands.filter(
    (command, index) =>
      !command.isBackground && commands.slice(index + 1).every((later) => lets(later, rules)),
  );
}

interface Rules {
  stopsAtErrors: boolean;
  seesPipes: boolean;
  repeatsCode: boolean;
}

/** Whether the failure of what is before a command is still told after it. */
function lets({ joiner, words }: ShellCommand, rules: Rules): boolean {
  switch (joiner) {
    case "&&":
      return true;
    case "||":
      return words[0] === "false" || (/^(?:exit|return)$/.test(words[0] ?? "") && words[1] !== "0");
    case "|":
      return rules.seesPipes || rules.repeatsCode;
    case ";":
      return rules.stopsAtErrors || rules.repeatsCode;
    default:
      return joiner === "";
  }
}

/** `exit $code` */
function handsOn(last: ShellCommand | undefined): boolean {
  return last?.words[0] === "exit" && last.words[1]?.startsWith("$") === true;
}
