import type { Episode, FoundLesson } from "../episode.ts";
import type { RecordedEpisode } from "../lesson-event.ts";
import { findRepeatedFailures } from "./find-repeated-failures.ts";
import { findRetries } from "./find-retries.ts";
import { oneLine } from "./shorten.ts";
import { correctionOf, rememberedIn } from "./user-word.ts";

/**
 * What an episode teaches, found by rules: from the user's own words, and from calls by their arguments and exit codes,
 * never from what tools said. The same episode gives the same lessons.
 *
 * @param previous The episode before it in the same conversation, which the user may correct now.
 */
export function findLessons(
  episode: Episode,
  previous: Episode | RecordedEpisode | undefined,
): FoundLesson[] {
  const calls = episode.calls.slice(-mostCalls);
  return [
    ...lessonsOfUser(episode.prompt, previous?.prompt),
    ...findRetries(calls),
    ...findRepeatedFailures(calls),
  ];
}

/** The latest; a run that has more of them is looked at from there. */
const mostCalls = 500;

function lessonsOfUser(prompt: string, before: string | undefined): FoundLesson[] {
  const remembered = rememberedIn(prompt);
  if (remembered !== undefined) {
    return [usersWord("remember", remembered, "The user has asked to remember this for any task.")];
  }
  const correction = before === undefined ? undefined : correctionOf(prompt);
  if (!correction?.isAdvice) return [];
  const request = oneLine(before ?? "", longestRequest);
  return [
    usersWord("correction", correction.words, `The user asks for something like "${request}".`),
  ];
}

const longestRequest = 220;

function usersWord(source: "remember" | "correction", words: string, when: string): FoundLesson {
  return {
    source,
    title: oneLine(words, 100),
    when,
    do: oneLine(words, 300),
    tags: [],
    tools: [],
  };
}
