import { redacted } from "../../redact.ts";
import type { Episode, EpisodeCall } from "../episode.ts";
import type { RecordedEpisode } from "../lesson-event.ts";
import { isSecretName, redactSecrets } from "./redact-secrets.ts";
import { shorten } from "./shorten.ts";

/**
 * What is kept of an episode: no documents and no outputs, texts and arguments of bounded size, at most the first and
 * the last 50 calls, and `[redacted]` in the place of what looks like a secret. Never throws.
 */
export function toRecorded(episode: Episode): RecordedEpisode {
  const { documents: _, calls, ...rest } = episode;
  const kept =
    calls.length <= 2 * mostCallsAtAnEnd
      ? calls
      : [...calls.slice(0, mostCallsAtAnEnd), ...calls.slice(-mostCallsAtAnEnd)];
  return {
    ...rest,
    prompt: cleanText(episode.prompt, longestPrompt),
    calls: kept.map(recordedCall),
  };
}

/** Characters. */
const longestPrompt = 4000;
const longestText = 500;
const longestName = 100;
const mostCallsAtAnEnd = 50;
const mostFields = 30;
const deepest = 4;
/** Values of one call, at all levels together. */
const mostValues = 100;

function recordedCall(call: EpisodeCall): Omit<EpisodeCall, "output"> {
  const budget = { values: mostValues };
  return {
    name: cleanText(call.name, longestName),
    arguments: cleanFields(call.arguments, deepest, budget),
    isError: call.isError,
    ...(call.exitCode !== undefined && { exitCode: call.exitCode }),
  };
}

interface Budget {
  values: number;
}

function cleanFields(
  fields: Record<string, unknown>,
  depth: number,
  budget: Budget,
): Record<string, unknown> {
  const entries = Object.entries(fields)
    .slice(0, mostFields)
    .map(([name, value]): [string, unknown] => {
      const isSecret = isSecretName(name) || (valueName.test(name) && namesSecret(fields));
      return [
        cleanText(name, longestName),
        isSecret && maySay(value) ? redacted : cleanValue(value, depth, budget),
      ];
    });
  return Object.fromEntries(entries);
}

/** `{ name: "API_KEY", value: "…" }` */
function namesSecret({ name, key, header }: Record<string, unknown>): boolean {
  return [name, key, header].some((text) => typeof text === "string" && isSecretName(text));
}

const valueName = /^values?$/i;

/** Whether a value under the name of a secret can be one. */
function maySay(value: unknown): boolean {
  return value !== "" && value !== null && value !== undefined && typeof value !== "boolean";
}

/** `["--password", "…"]` and `["X-Api-Key", "…"]` */
function cleanItem(items: readonly unknown[], index: number, depth: number, budget: Budget) {
  const [before, item] = [items[index - 1], items[index]];
  const isSecret =
    typeof before === "string" &&
    typeof item === "string" &&
    item !== "" &&
    !item.startsWith("-") &&
    secretOption.test(before) &&
    isSecretName(before);
  return isSecret ? redacted : cleanValue(item, depth, budget);
}

/** A single word, as options and headers are. */
const secretOption = /^-{0,2}[\w-]{1,60}:?$/;

function cleanValue(value: unknown, depth: number, budget: Budget): unknown {
  budget.values -= 1;
  if (typeof value === "string") return cleanText(value, longestText);
  if (typeof value !== "object" || value === null) {
    return typeof value === "bigint" || typeof value === "symbol" ? String(value) : value;
  }
  if (depth === 0 || budget.values <= 0) return omitted;
  if (Array.isArray(value)) {
    return value.slice(0, mostFields).map((_, index) => cleanItem(value, index, depth - 1, budget));
  }
  return cleanFields({ ...value }, depth - 1, budget);
}

/** In the place of what is too deep or too much. */
const omitted = "…";

/** A cut can make a secret of what was none before, and the mark of one is longer than the shortest. */
function cleanText(text: string, longest: number): string {
  let clean = redactSecrets(text);
  for (let round = 0; round < mostRounds; round += 1) {
    const cut = shorten(clean, longest);
    const short = cut === clean ? cut : `${cut.slice(0, -1).replace(cutMark, "")}…`;
    clean = redactSecrets(short);
    if (clean === short) return clean;
  }
  return redacted;
}

const mostRounds = 5;
const cutMark = /\[(?:r(?:e(?:d(?:a(?:c(?:t(?:ed?)?)?)?)?)?)?)?$/;
