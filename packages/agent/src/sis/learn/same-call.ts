import type { EpisodeCall } from "../episode.ts";
import { argumentDifference, leavesOf } from "./argument-difference.ts";
import { plainCommand } from "./command-difference.ts";
import { commandLineOf } from "./episode-command.ts";

/** Whether two calls do the same: filters of a command's output and remarks of the model do not count. */
export function isSameCall(one: EpisodeCall, other: EpisodeCall): boolean {
  if (one.name !== other.name) return false;
  const [first, second] = [comparable(one), comparable(other)];
  if (!first || !second || first.size !== second.size) return false;
  return [...first].every(([name, value]) => second.has(name) && second.get(name) === value);
}

function comparable(call: EpisodeCall): ReturnType<typeof leavesOf> {
  const line = commandLineOf(call);
  if (line === undefined) return leavesOf(call.arguments);
  const { command: _, cmd: __, ...others } = call.arguments;
  return leavesOf({ ...others, command: plainCommand(line, true) });
}

/** Whether two calls do nearly the same: a word of the command, or a short argument, is another one. */
export function isNearlySameCall(one: EpisodeCall, other: EpisodeCall): boolean {
  if (isSameCall(one, other)) return true;
  if (one.name !== other.name) return false;
  const [first, second] = [one, other].map(commandLineOf);
  if (first === undefined || second === undefined) {
    return argumentDifference(one.arguments, other.arguments)?.length === 1;
  }
  const [words, others] = [first, second].map((line) => plainCommand(line).split(" "));
  if (!words || !others || words.length < 3 || words.length !== others.length) return false;
  return (
    words[0] === others[0] && words.filter((word, index) => word !== others[index]).length <= 1
  );
}
