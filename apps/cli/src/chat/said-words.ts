import type { Chip } from "../terminal/editor.ts";

/** What the person typed. */
export interface Said {
  /** With long pastes whole. */
  spoken: string;
  /** With chips for long pastes, and skills by their names. */
  shown: string;
  chips: readonly Chip[];
}

/** What was typed of the messages that have not begun, to be shown instead of what they were expanded to. */
export interface SaidWords {
  add(said: Said): void;
  /** What was typed for a message of the user. */
  take(text: string): Said;
  /** What has waited longest, if anything does. */
  takeFirst(): Said | undefined;
}

export function createSaidWords(): SaidWords {
  const waiting: Said[] = [];
  return {
    add: (said) => void waiting.push(said),
    take(text) {
      const same = waiting.findIndex(({ spoken }) => spoken === text);
      // A skill or a template was expanded, so that its text is not what was typed.
      const index = same >= 0 ? same : waiting.findIndex(({ spoken }) => spoken.startsWith("/"));
      const [found] = index >= 0 ? waiting.splice(index, 1) : [];
      return found ?? { spoken: text, shown: text, chips: [] };
    },
    takeFirst: () => waiting.shift(),
  };
}
