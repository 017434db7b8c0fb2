import type { Clock } from "@argent/ai";
import type { ApprovalAnswer, AskPerson, RememberedAnswer } from "@argent/tools";
import { emptyEditor } from "../terminal/editor.ts";
import type { ChatState } from "./chat-state.ts";

/** Asks the person at the terminal, and can be made before there is a chat. */
export interface QuestionDesk {
  ask: AskPerson;
  /** Says where questions are shown. Until then they wait. */
  attach(place: QuestionPlace): void;
}

export interface QuestionPlace {
  state: ChatState;
  clock: Clock;
  /** When a key was pressed last, in milliseconds since the epoch. */
  lastKeyAt(): number;
  refresh(): void;
}

/** Keys that come sooner after the last one were typed for something else. */
const quietMs = 600;

export function createQuestionDesk(): QuestionDesk {
  const attached = Promise.withResolvers<QuestionPlace>();
  return {
    attach: attached.resolve,
    async ask(request, reason, signal) {
      const place = await attached.promise;
      const { state, clock } = place;
      const { promise, resolve } = Promise.withResolvers<ApprovalAnswer & RememberedAnswer>();
      const answer = (given: ApprovalAnswer & RememberedAnswer) => {
        if (state.question?.answer === answer) {
          if (state.question.isExplaining) state.editor = state.question.draft;
          state.question = undefined;
        }
        signal?.removeEventListener("abort", onAbort);
        place.refresh();
        resolve(given);
      };
      const onAbort = () => answer({ allow: false, reason: "The run was aborted" });
      const wait = Math.max(0, place.lastKeyAt() + quietMs - clock.now());
      state.question = {
        request,
        reason,
        armedAt: clock.now() + wait,
        isExplaining: false,
        draft: emptyEditor,
        answer,
      };
      if (signal?.aborted) onAbort();
      signal?.addEventListener("abort", onAbort, { once: true });
      place.refresh();
      return promise;
    },
  };
}
