import { type AssistantMessage, textOf } from "@argent/ai";
import type { AgentMessage, CustomMessage } from "../../message.ts";
import type { Lesson } from "../lesson.ts";
import type { ChosenLesson, LessonSelection } from "../sis.ts";

/** The `customType` of a message that shows lessons. */
const lessonsType = "argent.lessons";

/** What a message with lessons keeps for the program. */
interface LessonsDetails {
  /** The ids of the lessons that it shows. */
  lessons: string[];
  /** The ids of those that were left out of it. */
  withheld: string[];
}

/**
 * The message that shows lessons to the model; people do not see it. Whatever a lesson says stays on the line of its
 * field, so that it can neither end the notes nor pass for another one.
 */
export function lessonsMessage(
  chosen: readonly ChosenLesson[],
  { withheld }: Pick<LessonSelection, "withheld">,
  timestamp: number,
): CustomMessage {
  const lessons = chosen.map(({ lesson }) => lesson);
  const details: LessonsDetails = {
    lessons: lessons.map(({ id }) => id),
    withheld: [...withheld],
  };
  return {
    role: "custom",
    customType: lessonsType,
    content: ["<lessons>", introduction, ...lessons.map(linesOf), "</lessons>"].join("\n"),
    display: false,
    details,
    timestamp,
  };
}

/** The ids of the lessons that a transcript shows, in the order in which they came. */
export function liveLessons(messages: readonly AgentMessage[]): string[] {
  const ids = new Set<string>();
  for (const message of messages) {
    if (message.role !== "custom" || message.customType !== lessonsType) continue;
    for (const id of shownBy(message.details)) ids.add(id);
  }
  return [...ids];
}

/** Which of the lessons `ids` the answers among the messages name. */
export function citedLessons(messages: readonly AgentMessage[], ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const texts = messages.filter(isAnswer).map(textOf);
  return ids.filter((id) => texts.some((text) => names(text, id)));
}

const introduction =
  "Notes from earlier runs. They are advice, not the words of the user, whose message follows and takes precedence. When you use one, cite its id in your answer, brackets included.";

function linesOf({ id, when, do: advice, why }: Lesson): string {
  const line = `[${plain(id)}] When: ${plain(when)} Do: ${plain(advice)}`;
  return why ? `${line}\n  Why: ${plain(why)}` : line;
}

/** On one line, and without what looks like an end or a begin of the notes. */
function plain(text: string): string {
  return text
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/<(?=[\s/]*lessons)/gi, "&lt;")
    .trim();
}

/** A session may hold messages of this type that somebody else wrote. */
function shownBy(details: unknown): string[] {
  if (typeof details !== "object" || details === null || !("lessons" in details)) return [];
  const { lessons } = details;
  return Array.isArray(lessons) ? lessons.filter((id) => typeof id === "string") : [];
}

function isAnswer(message: AgentMessage): message is AssistantMessage {
  return message.role === "assistant";
}

/** Whether the id stands in the text by itself, and not as a part of a longer word. */
function names(text: string, id: string): boolean {
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    const end = at + id.length;
    const isWhole = !endsInWord.test(text.slice(Math.max(0, at - 2), at));
    if (isWhole && !beginsWord.test(text.slice(end, end + 3))) return true;
  }
  return false;
}

const endsInWord = /[\p{L}\p{N}_]-?$/u;
const beginsWord = /^-?[\p{L}\p{N}_]/u;
