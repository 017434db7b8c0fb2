import type { EpisodeCall, FoundLesson } from "../episode.ts";
import { mayHaveChanged } from "./call-effects.ts";
import { plainCommand } from "./command-difference.ts";
import { commandLineOf, hasFailed } from "./episode-command.ts";
import { lessonTags } from "./lesson-tags.ts";
import { isSecretName } from "./redact-secrets.ts";
import { isNearlySameCall } from "./same-call.ts";
import { oneLine } from "./shorten.ts";

/**
 * The same call failed three times or more, while nothing was changed in between, and never succeeded: do not repeat it.
 * Tests that fail again and again while their code is edited are work, and no lesson.
 */
export function findRepeatedFailures(calls: readonly EpisodeCall[]): FoundLesson[] {
  const groups: EpisodeCall[][] = [];
  let open: EpisodeCall[][] = [];
  for (const call of calls) {
    if (mayHaveChanged(call)) open = [];
    if (!hasFailed(call)) continue;
    const group = open.find(([first]) => first !== undefined && isNearlySameCall(first, call));
    if (group) group.push(call);
    else {
      const started = [call];
      groups.push(started);
      open = [...open, started].slice(-mostOpen);
    }
  }
  const successes = calls.filter((call) => !hasFailed(call));
  return groups
    .filter((group) => group.length >= fewestFailures)
    .filter(([first]) => first && !successes.some((call) => isNearlySameCall(first, call)))
    .slice(0, mostLessons)
    .map(lessonOf);
}

const fewestFailures = 3;
const mostLessons = 2;
/** Different failures that are looked back at. */
const mostOpen = 10;

function lessonOf(group: readonly EpisodeCall[]): FoundLesson {
  const tried = [...new Set(group.map(told))];
  const [first = ""] = tried;
  const name = group[0]?.name ?? "";
  const codes = [...new Set(group.flatMap(({ exitCode }) => exitCode ?? []))].slice(0, 4);
  const exit = codes.length === 0 ? "" : ` with exit code ${codes.join(", ")}`;
  const others = tried.slice(1, 4).map((text) => `\`${oneLine(text, 50)}\``);
  const also = others.length === 0 ? "" : ` Also tried: ${others.join(", ")}.`;
  return {
    source: "repeated_failure",
    title: `Do not repeat \`${oneLine(first, 60)}\` after it has failed`,
    when: `You want to run \`${oneLine(first, 120)}\` with ${oneLine(name, 40)} and it fails.`,
    do: `Do not run \`${oneLine(first, 120)}\` again unchanged. Find out why it fails first, or do it in another way.`,
    why: `It failed ${group.length} times in one run${exit} and never succeeded.${also}`,
    tags: lessonTags(first, name),
    tools: [name],
  };
}

/** What a call does, in one line. */
function told(call: EpisodeCall): string {
  const line = commandLineOf(call);
  if (line !== undefined) return plainCommand(line);
  const given = Object.entries(call.arguments)
    .filter(([name, value]) => typeof value !== "object" && !isSecretName(name))
    .map(
      ([name, value]) =>
        `${name}: ${typeof value === "string" ? oneLine(value, 40) : String(value)}`,
    );
  return [call.name, given.join(", ")].filter(Boolean).join(" ");
}
