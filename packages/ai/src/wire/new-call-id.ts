/** An id for a tool call whose vendor gave none: unique in any session, short enough for every protocol. */
export function newCallId(): string {
  return `call_${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`;
}
