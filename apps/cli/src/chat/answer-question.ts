import { emptyEditor, spokenText } from "../terminal/editor.ts";
import type { ChatState, Question } from "./chat-state.ts";

/**
 * What a key says to the question that is open.
 *
 * @returns Whether the key was meant for the question.
 */
export function answerQuestion(state: ChatState, key: string, now: number): boolean {
  const { question } = state;
  if (!question || now < question.armedAt) return false;
  if (question.isExplaining) return explain(state, question, key);
  switch (key) {
    case "y":
      question.answer({ allow: true });
      return true;
    case "s":
      question.answer({ allow: true, remember: "session" });
      return true;
    case "a":
      question.answer({ allow: true, remember: "always" });
      return true;
    case "n":
      question.answer({ allow: false, reason: "The user said no" });
      return true;
    case "r":
      state.question = { ...question, isExplaining: true, draft: state.editor };
      state.editor = emptyEditor;
      return true;
    default:
      // Keys that answer nothing are dropped: the editor is not shown, so nobody would see what they do.
      return key !== "escape" && !key.startsWith("ctrl+");
  }
}

function explain(state: ChatState, question: Question, key: string): boolean {
  if (key === "enter") {
    const reason = spokenText(state.editor).trim();
    question.answer({
      allow: false,
      reason: reason === "" ? "The user said no" : `The user said no: ${reason}`,
    });
    return true;
  }
  if (key !== "escape") return false;
  state.editor = question.draft;
  state.question = { ...question, isExplaining: false };
  return true;
}
