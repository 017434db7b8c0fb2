import { Fifo } from "./fifo.ts";

/**
 * The global lane: how many turns work at a time, over all sessions. Who asks first is served first. A turn that waits
 * for another one lends its slot, so that slots are only held by turns that can go on by themselves.
 */
export class TurnSlots<Waiter extends { begin(): void }> {
  readonly #limit: number;
  readonly #waiters = new Fifo<Waiter>();
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Begins the waiter when a slot is free. */
  request(waiter: Waiter): void {
    this.#waiters.add(waiter);
    this.#grant();
  }

  withdraw(waiter: Waiter): void {
    this.#waiters.delete(waiter);
  }

  release(): void {
    this.#used--;
    this.#grant();
  }

  /** Takes a lent slot back at once, even above the limit: the turn is already working again. */
  reclaim(): void {
    this.#used++;
  }

  #grant(): void {
    while (this.#used < this.#limit) {
      const waiter = this.#waiters.first;
      if (waiter === undefined) return;
      this.#waiters.delete(waiter);
      this.#used++;
      waiter.begin();
    }
  }
}
