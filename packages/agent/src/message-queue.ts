import type { AgentMessage } from "./message.ts";

/** How many waiting messages a poll takes. */
export type PollMode = "one-at-a-time" | "all";

/** Messages that wait for their turn, in the order they came. */
export class MessageQueue {
  mode: PollMode;
  #messages: AgentMessage[] = [];
  /** Taken, and not yet a part of the conversation. */
  #taken: AgentMessage[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(mode: PollMode) {
    this.mode = mode;
  }

  /** How many messages wait. */
  get size(): number {
    return this.#messages.length;
  }

  /** Those that wait, the oldest first. */
  get messages(): readonly AgentMessage[] {
    return this.#messages;
  }

  /** Puts a message last and calls the listeners. */
  add(message: AgentMessage): void {
    this.#messages.push(message);
    for (const listener of this.#listeners) listener();
  }

  /** Takes one message or all, as the mode says. */
  take(): AgentMessage[] {
    if (this.#messages.length === 0) return [];
    const count = this.mode === "all" ? this.#messages.length : 1;
    const taken = this.#messages.slice(0, count);
    this.#messages = this.#messages.slice(count);
    this.#taken.push(...taken);
    return taken;
  }

  /** Told of every message that has become a part of the conversation. */
  accept(message: AgentMessage): void {
    if (this.#taken.length > 0) this.#taken = this.#taken.filter((taken) => taken !== message);
  }

  /** Lets what was taken and never accepted wait again, before everything else. */
  putBack(): void {
    this.#messages.unshift(...this.#taken);
    this.#taken = [];
  }

  /** Takes out one message; `false` when it does not wait any more. */
  remove(message: AgentMessage): boolean {
    const index = this.#messages.indexOf(message);
    if (index >= 0) this.#messages.splice(index, 1);
    return index >= 0;
  }

  /** Drops all that wait. */
  clear(): void {
    this.#messages = [];
  }

  /** Calls the listener with each new message; the returned function stops that. */
  onAdd(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
