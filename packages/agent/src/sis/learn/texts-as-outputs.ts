import type { Episode, EpisodeCall } from "../episode.ts";
import type { RecordedEpisode } from "../lesson-event.ts";
import { leavesOf } from "./argument-difference.ts";
import { commandLineOf } from "./episode-command.ts";

/**
 * An episode that was kept has no outputs any more, but what a tool said may stand in it: a model that saves a page gives
 * its text to another tool. So long texts among the arguments count as outputs.
 */
export function textsAsOutputs(episode: RecordedEpisode): Episode {
  return { ...episode, calls: episode.calls.map(asRead) };
}

function asRead(call: EpisodeCall): EpisodeCall {
  if (commandLineOf(call) !== undefined) return call;
  const leaves = [...(leavesOf(call.arguments)?.values() ?? [JSON.stringify(call.arguments)])];
  const texts = leaves.filter((value) => typeof value === "string" && isText(value));
  return { ...call, arguments: {}, output: texts.join("\n") };
}

/** A path or a name is none. */
function isText(value: string): boolean {
  return value.length > longestName && /\s/.test(value);
}

/** Characters. */
const longestName = 60;
