/**
 * Whether `from` waiting for `to` would make sessions wait for each other in a ring. Refusing every such wait keeps the
 * wait graph acyclic, so that no set of turns can be stuck.
 */
export function closesRing(
  from: string,
  to: string,
  waitsFor: (sessionKey: string) => Iterable<string>,
): boolean {
  const seen = new Set([to]);
  // A set's iterator sees what is added while it walks.
  for (const sessionKey of seen) {
    if (sessionKey === from) return true;
    for (const next of waitsFor(sessionKey)) seen.add(next);
  }
  return false;
}
