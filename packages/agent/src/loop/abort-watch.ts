/**
 * Tells an abort to all that it must reach. In a run they come and go with every turn, and a listener on the signal costs
 * more than the rest of their bookkeeping, so there is one for them all.
 */
export class AbortWatch {
  readonly signal: AbortSignal;
  readonly #callbacks = new Set<() => void>();

  constructor(signal: AbortSignal) {
    this.signal = signal;
    signal.addEventListener("abort", this.#tell, { once: true });
  }

  /** Calls back once when the run is aborted: at once when it already is. */
  add(callback: () => void): void {
    if (this.signal.aborted) callback();
    else this.#callbacks.add(callback);
  }

  delete(callback: () => void): void {
    this.#callbacks.delete(callback);
  }

  /** Lets go of the signal, which may live much longer. */
  close(): void {
    this.signal.removeEventListener("abort", this.#tell);
  }

  readonly #tell = (): void => {
    for (const callback of this.#callbacks) callback();
    this.#callbacks.clear();
  };
}
