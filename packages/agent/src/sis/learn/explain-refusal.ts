import type { LessonRefusal } from "./write-gates.ts";

/** Why a lesson was not taken, for people: the end of a sentence. */
export function explainRefusal(reason: LessonRefusal): string {
  return causes[reason];
}

const causes: Readonly<Record<LessonRefusal, string>> = {
  no_outcome: "nobody can tell how the run came out",
  not_actionable: "it does not say what to do, or when",
  documented: "the system prompt or the project's AGENTS.md says it already",
  secret: "it contains what looks like a key, a password or a token",
  quoted: "it repeats what a tool answered, or tells a model to disregard its instructions",
  rejected: "a person has rejected the same",
};
