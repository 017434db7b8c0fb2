/** What the person typed, to be shown instead of what it was expanded to: long pastes as chips, skills by their names. */
export interface SaidWords {
  add(words: { spoken: string; shown: string }): void;
  /** What to show for a message of the user. */
  take(text: string): string;
}

export function createSaidWords(): SaidWords {
  const waiting: { spoken: string; shown: string }[] = [];
  return {
    add: (words) => void waiting.push(words),
    take(text) {
      const same = waiting.findIndex(({ spoken }) => spoken === text);
      // A skill or a template was expanded, so that its text is not what was typed.
      const index = same >= 0 ? same : waiting.findIndex(({ spoken }) => spoken.startsWith("/"));
      const [found] = index >= 0 ? waiting.splice(index, 1) : [];
      return found?.shown ?? text;
    },
  };
}
