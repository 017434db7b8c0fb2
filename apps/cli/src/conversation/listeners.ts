import type { ConversationEvent } from "./conversation.ts";

export type ConversationListener = (event: ConversationEvent) => unknown;

/** Those who are told what happens. */
export interface Listeners {
  add(listener: ConversationListener): () => void;
  /** Resolves when all were told; one that fails is reported to the others as a warning. */
  tell(event: ConversationEvent): Promise<void> | void;
}

export function createListeners(): Listeners {
  const listeners = new Set<ConversationListener>();

  function tell(event: ConversationEvent): Promise<void> | void {
    const waiting: Promise<unknown>[] = [];
    for (const listener of listeners) {
      try {
        const result = listener(event);
        if (result instanceof Promise) waiting.push(result.catch((cause) => report(event, cause)));
      } catch (cause) {
        report(event, cause);
      }
    }
    if (waiting.length > 0) return Promise.all(waiting).then(() => {});
  }

  function report(event: ConversationEvent, cause: unknown): void {
    if (event.type === "warning") return; // a listener that fails on warnings cannot be warned about
    const reason = cause instanceof Error ? cause.message : String(cause);
    void tell({
      type: "warning",
      message: `A listener failed on "${event.type}": ${reason}`,
      cause,
    });
  }

  return {
    add(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell,
  };
}
