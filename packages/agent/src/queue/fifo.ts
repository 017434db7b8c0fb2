/**
 * A set that is a queue too: `first`, `add` and `delete` take constant time. A bare `Set` walks over its deleted items
 * whenever it is asked for its first one.
 */
export class Fifo<Item extends {}> implements Iterable<Item> {
  readonly #items = new Set<Item>();
  readonly #walk = this.#items.values();
  #first: Item | undefined;

  get size(): number {
    return this.#items.size;
  }

  /** The item that has been here longest. */
  get first(): Item | undefined {
    if (this.#items.size === 0) return undefined;
    // Whatever is behind the walk has been deleted, so that the first item is still ahead; it never comes to its end.
    while (this.#first === undefined || !this.#items.has(this.#first)) {
      this.#first = this.#walk.next().value;
    }
    return this.#first;
  }

  has(item: Item): boolean {
    return this.#items.has(item);
  }

  add(item: Item): void {
    this.#items.add(item);
  }

  delete(item: Item): boolean {
    if (item === this.#first) this.#first = undefined;
    return this.#items.delete(item);
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.#items.values();
  }
}
