/** Maps in order while up to `ahead` results are being made. Leaving early starts no more. */
export async function* mapAhead<Item, Value>(
  items: AsyncIterable<Item>,
  ahead: number,
  map: (item: Item) => Promise<Value>,
): AsyncGenerator<Value, void> {
  // A ring: the slot of the next item holds the oldest result that was not handed out.
  const slots: Promise<Value>[] = [];
  let count = 0;
  for await (const item of items) {
    const slot = count % ahead;
    const oldest = slots[slot];
    if (oldest !== undefined) yield await oldest;
    const value = map(item);
    value.catch(() => undefined); // it is awaited in its turn, unless the consumer leaves before
    slots[slot] = value;
    count += 1;
  }
  for (let index = 0; index < slots.length; index += 1) {
    const value = slots[(count + index) % slots.length];
    if (value !== undefined) yield await value;
  }
}
