import type { EpisodeCall } from "../episode.ts";
import { commandPurpose, programName, withoutWrappers } from "./command-purpose.ts";
import { commandLineOf, hasFailed } from "./episode-command.ts";
import { shellCommands } from "./shell-commands.ts";

/** Whether a call may have changed what other calls find: by its tool's name, or by the words of its command. */
export function mayHaveChanged(call: EpisodeCall): boolean {
  if (hasFailed(call)) return false;
  const line = commandLineOf(call);
  if (line === undefined) return changingName.test(call.name);
  return line.length > longestLine || shellCommands(line).some(({ words }) => !onlyLooks(words));
}

/** Characters; a longer one is a script that may do anything. */
const longestLine = 2000;
const changingName =
  /write|edit|patch|replace|insert|create|update|delete|remove|apply|move|rename|install|save/i;

/** Whether the words of a command only look at something. */
export function onlyLooks(words: readonly string[]): boolean {
  const [first = "", second = "", third = ""] = withoutWrappers(words);
  const program = programName(first);
  if (commandPurpose(words) !== undefined || looking.has(program)) return true;
  if (program === "sed") return !words.some((word) => /^-\w*i|^--in-place/.test(word));
  if (program === "git") return lookingAtGit.has(second.startsWith("-") ? third : second);
  return words.includes("--version") || words.includes("--help");
}

const looking: ReadonlySet<string> = new Set(
  "cat ls ll dir head tail less more grep egrep fgrep rg ag ack find fd tree wc stat file du df pwd cd echo printf which type whereis whoami env printenv date ps sort uniq cut tr awk jq yq diff cmp test [ [[ true sleep uname id exit set export : then done fi".split(
    " ",
  ),
);
const lookingAtGit: ReadonlySet<string> = new Set(
  "status log diff show branch remote rev-parse blame grep ls-files describe reflog shortlog".split(
    " ",
  ),
);
