import type { EpisodeCall, FoundLesson } from "../episode.ts";
import { type ArgumentChange, argumentDifference } from "./argument-difference.ts";
import { mayHaveChanged } from "./call-effects.ts";
import { type CommandDifference, commandDifference } from "./command-difference.ts";
import type { CommandPurpose } from "./command-purpose.ts";
import { commandLineOf, hasFailed } from "./episode-command.ts";
import { lessonTags } from "./lesson-tags.ts";
import { isSameCall } from "./same-call.ts";
import { oneLine } from "./shorten.ts";

/**
 * A call failed, and a later one of the same tool that differs in little succeeded: do it the second way at once. Not when
 * what was between the two explains it, and not when either came out the other way as well.
 */
export function findRetries(calls: readonly EpisodeCall[]): FoundLesson[] {
  const lessons: FoundLesson[] = [];
  const failures = new Set(calls.filter(hasFailed));
  const explained = new Set<EpisodeCall>();
  for (const [index, succeeded] of calls.entries()) {
    if (lessons.length === mostLessons) break;
    if (failures.has(succeeded)) continue;
    const first = Math.max(0, index - farthest);
    for (let at = first; at < index; at += 1) {
      const failed = calls[at];
      if (!failed || failed.name !== succeeded.name || explained.has(failed)) continue;
      if (!failures.has(failed)) continue;
      const lesson = lessonOf(failed, succeeded, calls.slice(at + 1, index));
      if (!lesson || isContradicted(failed, succeeded, calls)) continue;
      explained.add(failed);
      if (!lessons.some(({ do: advice }) => advice === lesson.do)) lessons.push(lesson);
      break;
    }
  }
  return lessons;
}

const mostLessons = 3;
/** Calls between the two. */
const farthest = 12;

/** It fails now and then, or something else made the difference. */
function isContradicted(
  failed: EpisodeCall,
  succeeded: EpisodeCall,
  calls: readonly EpisodeCall[],
): boolean {
  return calls.some((call) =>
    hasFailed(call) ? isSameCall(call, succeeded) : isSameCall(call, failed),
  );
}

function lessonOf(
  failed: EpisodeCall,
  succeeded: EpisodeCall,
  between: readonly EpisodeCall[],
): FoundLesson | undefined {
  const [before, after] = [commandLineOf(failed), commandLineOf(succeeded)];
  if (before !== undefined && after !== undefined && before !== after) {
    if (between.some((call) => mayHaveChanged(call))) return undefined;
    const difference = commandDifference(before, after, failed.exitCode);
    return difference && commandLesson(failed, difference);
  }
  const changes = argumentDifference(failed.arguments, succeeded.arguments);
  if (!changes || between.some((call) => mayHaveChanged(call))) return undefined;
  return argumentLesson(failed, changes);
}

function commandLesson(failed: EpisodeCall, difference: CommandDifference): FoundLesson {
  const { purpose, removed, added } = difference;
  const [before, after] = [difference.failed, difference.succeeded].map((text) =>
    code(text, longestCommand),
  );
  const [shortBefore, shortAfter] = [difference.failed, difference.succeeded].map((text) =>
    code(text, longestInTitle),
  );
  const what = purpose === undefined ? "" : ` to ${purposes[purpose]}`;
  return {
    source: "retry",
    title: `Run ${shortAfter} instead of ${shortBefore}`,
    when: `You want to run ${before} with ${oneLine(failed.name, 40)}${what}.`,
    do: `Run ${after} instead.${changedWords(removed, added)}`,
    why: oneLine(
      `${before} failed${exitOf(failed)}, and ${after} succeeded in the same run.`,
      longestText,
    ),
    tags: lessonTags(
      difference.succeeded,
      difference.failed,
      purpose === undefined ? "" : purpose,
      failed.name,
    ),
    tools: [failed.name],
  };
}

const longestCommand = 122;
const longestInTitle = 36;

const purposes: Readonly<Record<CommandPurpose, string>> = {
  test: "run the tests",
  typecheck: "check the types",
  lint: "check the style",
  build: "build",
};

function changedWords(removed: readonly string[], added: readonly string[]): string {
  const [before, after] = [removed, added].map((words) => code(words.join(" "), longestInTitle));
  if (removed.length === 0) return ` What was missing is ${after}.`;
  if (added.length === 0) return ` ${before} is too much.`;
  return ` Write ${after} where you would write ${before}.`;
}

function argumentLesson(failed: EpisodeCall, changes: readonly ArgumentChange[]): FoundLesson {
  const line = commandLineOf(failed);
  const tool =
    line === undefined ? failed.name : `${failed.name} for ${code(line, longestCommand)}`;
  const wrong = changes.map(({ name, before }) =>
    before === undefined ? `without ${code(name, 40)}` : `with ${setTo(name, before)}`,
  );
  return {
    source: "retry",
    title: oneLine(`Call ${failed.name} ${changes.map(shortAdvice).join(" and ")}`, 100),
    when: oneLine(`You want to call ${tool} ${wrong.join(" and ")}.`, longestText),
    do: oneLine(`Call ${tool} ${changes.map(advice).join(" and ")}.`, longestText),
    why: oneLine(
      `The call ${wrong.join(" and ")} failed${exitOf(failed)}, and the other one succeeded in the same run.`,
      longestText,
    ),
    tags: lessonTags(
      failed.name,
      ...changes.flatMap(({ name, before, after }) => [
        name,
        String(after ?? ""),
        String(before ?? ""),
      ]),
      line ?? "",
    ),
    tools: [failed.name],
  };
}

const longestText = 300;

function shortAdvice({ name, after }: ArgumentChange): string {
  return after === undefined ? `without ${code(name, 30)}` : `with ${setTo(name, after)}`;
}

function advice({ name, before, after }: ArgumentChange): string {
  if (after === undefined) return `without the argument ${code(name, 40)}`;
  if (before === undefined) return `with the argument ${setTo(name, after)}`;
  return `with ${setTo(name, after)} instead of ${code(JSON.stringify(before), 60)}`;
}

function setTo(name: string, value: NonNullable<ArgumentChange["after"]> | null): string {
  return code(`${name}: ${JSON.stringify(value)}`, 80);
}

function exitOf({ exitCode }: EpisodeCall): string {
  return exitCode === undefined ? "" : ` with exit code ${exitCode}`;
}

function code(text: string, longest: number): string {
  return `\`${oneLine(text, longest)}\``;
}
