import type { Episode, EpisodeOutcome, FoundLesson } from "../episode.ts";
import { hasAdviceWord } from "./advice-words.ts";
import { isDocumented } from "./is-documented.ts";
import { isQuoted } from "./is-quoted.ts";
import { looksInjected } from "./looks-injected.ts";
import { containsSecret } from "./redact-secrets.ts";

/** Why a lesson that was found is not taken. */
export type LessonRefusal =
  /** The episode has no outcome, so nothing was learned. */
  | "no_outcome"
  /** It does not say what to do, or when. */
  | "not_actionable"
  /** The project's documents say it already. */
  | "documented"
  /** It contains what looks like a key, a password or a token. */
  | "secret"
  /** Its words are those of a tool's output, which anybody may have written. */
  | "quoted"
  /** A person has rejected the same. */
  | "rejected";

/**
 * Why a lesson that was found in an episode is not taken; `undefined` when nothing speaks against it. Whether a person
 * has rejected the same before is not looked at here.
 */
export function refusalOf(
  found: FoundLesson,
  episode: Episode,
  outcome: EpisodeOutcome | undefined,
): LessonRefusal | undefined {
  const isUsersWord = found.source === "remember" || found.source === "correction";
  if (outcome === undefined && !isUsersWord) return "no_outcome";
  const texts = [found.title, found.when, found.do, found.why ?? ""];
  if (texts.some(looksInjected)) return "quoted";
  if (!isActionable(found, isUsersWord)) return "not_actionable";
  if ([...texts, ...found.tags, ...found.tools].some(containsSecret)) return "secret";
  if (isQuoted([found.title, found.do, found.why ?? ""], episode)) return "quoted";
  if (isDocumented(found.do, episode.documents ?? [])) return "documented";
  return undefined;
}

/** Whether it says what to do, and when. The user's word needs no verb. */
function isActionable(found: FoundLesson, isUsersWord: boolean): boolean {
  const advice = found.do.trim();
  if (found.when.trim() === "" || found.title.trim() === "") return false;
  if (advice.endsWith("?") && !/[.!:;]\s/.test(advice)) return false;
  const words = advice.match(/[\p{L}\p{N}]+/gu) ?? [];
  const isLong = advice.length >= shortestAdvice && words.length >= 2;
  // Scripts without spaces have no words to count.
  if (!isLong && !/\p{Lo}{4}/u.test(advice)) return false;
  return isUsersWord || hasAdviceWord(advice);
}

/** Characters. */
const shortestAdvice = 6;
