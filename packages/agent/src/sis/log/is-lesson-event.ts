import { isRecord } from "../../session/parse-line.ts";
import type { OutcomeSignal } from "../episode.ts";
import type { LessonSource, LessonStatus } from "../lesson.ts";
import type { LessonEvent } from "../lesson-event.ts";

/** Whether a value that came out of JSON is an event that this version of the program knows. */
export function isLessonEvent(value: unknown): value is LessonEvent {
  if (!isRecord(value) || !isOneOf(checks, value.type) || !isNumber(value.at)) return false;
  return checks[value.type](value);
}

type Fields = Record<string, unknown>;

/** What each type of event has beside its type and time. */
const checks: { readonly [Type in LessonEvent["type"]]: (event: Fields) => boolean } = {
  lesson_added: ({ lesson }) => isRecord(lesson) && isLesson(lesson),
  lesson_status: ({ id, status, reason, by, supersededBy }) =>
    isString(id) &&
    isOneOf(statuses, status) &&
    isString(reason) &&
    (by === "person" || by === "measurement") &&
    isAbsentOr(isString, supersededBy),
  lesson_confirmed: ({ id, evidence }) => isString(id) && isEvidence(evidence),
  episode: ({ episode }) => isRecord(episode) && isEpisode(episode),
  outcome: ({ episodeId, outcome }) => isString(episodeId) && isOutcome(outcome),
  reflected: ({ episodeId }) => isString(episodeId),
};

const statuses: Readonly<Record<LessonStatus, true>> = {
  candidate: true,
  trial: true,
  active: true,
  retired: true,
  rejected: true,
};

const sources: Readonly<Record<LessonSource, true>> = {
  retry: true,
  repeated_failure: true,
  correction: true,
  remember: true,
  reflection: true,
  person: true,
};

const signals: Readonly<Record<OutcomeSignal, true>> = {
  stop_reason: true,
  last_call: true,
  verification: true,
  correction: true,
  person: true,
};

function isLesson(lesson: Fields): boolean {
  const { id, title, when, do: advice, why, tags, tools, scope, status } = lesson;
  const { createdAt, evidence, supersededBy } = lesson;
  return (
    [id, title, when, advice, scope].every(isString) &&
    [why, supersededBy].every((text) => isAbsentOr(isString, text)) &&
    [tags, tools].every(isStrings) &&
    isOneOf(statuses, status) &&
    isNumber(createdAt) &&
    isListOf(isEvidence, evidence)
  );
}

function isEvidence(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { kind, episodeId, at } = value;
  return isOneOf(sources, kind) && isAbsentOr(isString, episodeId) && isNumber(at);
}

function isEpisode(episode: Fields): boolean {
  const { id, at, sessionId, scope, prompt, calls, stopReason, outcome } = episode;
  const { shown, withheld, cited, cost, tokens } = episode;
  return (
    [id, prompt, stopReason].every(isString) &&
    isNumber(at) &&
    [sessionId, scope].every((text) => isAbsentOr(isString, text)) &&
    isListOf(isCall, calls) &&
    isAbsentOr(isOutcome, outcome) &&
    [shown, withheld, cited].every((ids) => isAbsentOr(isStrings, ids)) &&
    [cost, tokens].every((count) => isAbsentOr(isNumber, count))
  );
}

function isCall(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { name, arguments: given, isError, exitCode } = value;
  return (
    isString(name) &&
    isRecord(given) &&
    typeof isError === "boolean" &&
    isAbsentOr(isNumber, exitCode)
  );
}

function isOutcome(value: unknown): boolean {
  if (!isRecord(value) || typeof value.success !== "boolean") return false;
  return isListOf((signal) => isOneOf(signals, signal), value.signals);
}

function isOneOf<Name extends string>(
  known: Readonly<Record<Name, unknown>>,
  value: unknown,
): value is Name {
  return typeof value === "string" && Object.hasOwn(known, value);
}

function isAbsentOr(check: (value: unknown) => boolean, value: unknown): boolean {
  return value === undefined || check(value);
}

function isListOf(check: (value: unknown) => boolean, value: unknown): boolean {
  return Array.isArray(value) && value.every(check);
}

function isStrings(value: unknown): boolean {
  return isListOf(isString, value);
}

function isString(value: unknown): boolean {
  return typeof value === "string";
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}
