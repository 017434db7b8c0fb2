import type { ServerResponse } from "node:http";
import type { Clock } from "@argent/ai";

/**
 * Writes a comment now and then, so that no proxy takes a silent stream for a dead one. A client that has not taken what
 * waits for it gets none. The returned function stops that.
 */
export function keepAlive(response: ServerResponse, everyMs: number, clock: Clock): () => void {
  let cancel = clock.after(everyMs, say);
  function say(): void {
    if (!response.destroyed && !response.writableNeedDrain) response.write(": alive\n\n");
    cancel = clock.after(everyMs, say);
  }
  return () => cancel();
}
