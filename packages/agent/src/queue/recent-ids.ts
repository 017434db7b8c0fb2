import type { Clock } from "@argent/ai";

/** How long and how many settled ids are remembered; the oldest is forgotten first. */
const rememberMs = 20 * 60_000;
const rememberCount = 5_000;

/** The ids of messages that are here or were here a short time ago. */
export class RecentIds {
  readonly #clock: Clock;
  readonly #present = new Set<string>();
  /** The time at which it is forgotten, in the order of these times. */
  readonly #settled = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(id: string): boolean {
    const until = this.#settled.get(id);
    return this.#present.has(id) || (until !== undefined && until > this.#clock.now());
  }

  add(id: string): void {
    this.#present.add(id);
  }

  /** The message has left; its id is remembered for a while. */
  settle(id: string): void {
    this.#present.delete(id);
    this.#settled.delete(id);
    this.#settled.set(id, this.#clock.now() + rememberMs);
    this.#forgetOld();
  }

  /** The message was never worked on, so that it may come again. */
  release(id: string): void {
    this.#present.delete(id);
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    for (const [id, until] of this.#settled) {
      if (until > now && this.#settled.size <= rememberCount) return;
      this.#settled.delete(id);
    }
  }
}
