import type { Allowance } from "../rate-limit-headers.ts";

/** An allowance that refills evenly up to a capacity. Taking more than there is makes a debt. */
export class Bucket {
  #capacity: number;
  #level: number;
  #perMs: number;
  #at: number;
  readonly #isFixed: boolean;

  /** A bucket of so many a minute. `isFixed`: what a vendor says can lower its level, but not change its size. */
  constructor(perMinute: number, now: number, isFixed: boolean) {
    this.#capacity = perMinute;
    this.#level = perMinute;
    this.#perMs = perMinute / minute;
    this.#at = now;
    this.#isFixed = isFixed;
  }

  /** Milliseconds until `amount` can be taken; an amount above the capacity waits for a full bucket. */
  waitFor(amount: number, now: number): number {
    this.#refill(now);
    const missing = Math.min(amount, this.#capacity) - this.#level;
    return missing <= rounding ? 0 : Math.ceil(missing / this.#perMs);
  }

  take(amount: number, now: number): void {
    this.#refill(now);
    this.#level -= amount;
  }

  /** Takes over what the vendor says is left. */
  learn({ limit, remaining, resetMs }: Allowance, now: number): void {
    this.#refill(now);
    this.#level = Math.min(this.#level, remaining);
    if (this.#isFixed) return;
    this.#capacity = limit;
    this.#perMs = resetMs && limit > remaining ? (limit - remaining) / resetMs : limit / minute;
  }

  #refill(now: number): void {
    const elapsed = Math.max(0, now - this.#at);
    this.#level = Math.min(this.#capacity, this.#level + elapsed * this.#perMs);
    this.#at = now;
  }
}

const minute = 60_000;
const rounding = 1e-6;
