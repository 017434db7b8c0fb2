/** What a session's queue had to drop, for the next turn to be told. */
export interface Overflow {
  count: number;
  /** One line per message, of the latest ones. */
  lines: string[];
}

const mostLines = 20;
const lineLength = 160;

/** Remembers the overflow of each session until a turn has seen it. */
export class Overflows {
  readonly #overflows = new Map<string, Overflow>();

  add(sessionKey: string, content: string): void {
    this.#overflows.set(
      sessionKey,
      join(this.#overflows.get(sessionKey), { count: 1, lines: [lineOf(content)] }),
    );
  }

  take(sessionKey: string): Overflow | undefined {
    const overflow = this.#overflows.get(sessionKey);
    this.#overflows.delete(sessionKey);
    return overflow;
  }

  /** Puts back what a turn took that failed. */
  restore(sessionKey: string, earlier: Overflow): void {
    this.#overflows.set(sessionKey, join(earlier, this.#overflows.get(sessionKey)));
  }
}

export function overflowNote({ count, lines }: Overflow): string {
  const messages = count === 1 ? "1 earlier message was" : `${count} earlier messages were`;
  const list = lines.map((line) => `- ${line}`).join("\n");
  return `[${messages} dropped because too many were waiting. In short:]\n${list}`;
}

const none: Overflow = { count: 0, lines: [] };

function join(earlier = none, later = none): Overflow {
  return {
    count: earlier.count + later.count,
    lines: [...earlier.lines, ...later.lines].slice(-mostLines),
  };
}

function lineOf(content: string): string {
  const characters = Array.from(content.replace(/\s+/g, " ").trim());
  if (characters.length <= lineLength) return characters.join("");
  return `${characters.slice(0, lineLength - 1).join("")}…`;
}
