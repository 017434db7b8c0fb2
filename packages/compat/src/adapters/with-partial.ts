/** An event with Pi's `partial`, which is read only on demand and stays out of JSON and of copies. */
export function withPartial<Event extends object, Message>(
  event: Event,
  read: () => Message,
): Event & { readonly partial: Message } {
  const result = {
    ...event,
    get partial() {
      return read();
    },
  };
  return Object.defineProperty(result, "partial", { enumerable: false });
}
