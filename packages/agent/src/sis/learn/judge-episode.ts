import type { Episode, EpisodeCall, EpisodeOutcome } from "../episode.ts";
import { commandPurpose } from "./command-purpose.ts";
import { decidingCommands } from "./deciding-commands.ts";
import { commandLineOf, hasFailed } from "./episode-command.ts";
import { shellCommands } from "./shell-commands.ts";

/**
 * How an episode came out: as somebody judged it, else by how the run ended, by the last command that tested, checked or
 * built something, or by the last call. Nobody can tell it of a run that was stopped: by the user, by another message of
 * the user, or by a vendor that failed. One that ended well without a call is a success until the user objects: without
 * these there would be nothing to hold the objections against.
 */
export function judgeEpisode(episode: Episode): EpisodeOutcome | undefined {
  const { outcome, stopReason, calls } = episode;
  if (outcome) return outcome;
  if (stopped.has(stopReason)) return undefined;
  if (gaveUp.has(stopReason)) return { success: false, signals: ["stop_reason"] };
  const verification = calls.findLast(isVerification);
  if (verification) return { success: !hasFailed(verification), signals: ["verification"] };
  const last = calls.at(-1);
  if (last && hasFailed(last)) return { success: false, signals: ["last_call"] };
  return { success: true, signals: ["stop_reason"] };
}

const stopped: ReadonlySet<string> = new Set(["aborted", "steered", "error"]);
const gaveUp: ReadonlySet<string> = new Set(["limit", "repetition"]);

/** Whether a call tests, checks or builds, and its exit code tells how that went. */
export function isVerification(call: EpisodeCall): boolean {
  const line = commandLineOf(call);
  if (line === undefined) return false;
  return decidingCommands(shellCommands(line)).some(
    ({ words }) => commandPurpose(words) !== undefined,
  );
}
