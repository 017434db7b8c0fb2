import assert from "node:assert/strict";
import { manualClock } from "@argent/ai/testing";
import { SessionChanged } from "../../src/session/session-error.ts";
import { ArgentSessionManager } from "../../src/session/session-manager.ts";
import { user } from "../../src/testing/messages.ts";
import { checkSession } from "./check-session.ts";
import { type Instant, runVictim } from "./run-victim.ts";

export interface StoppedWriter {
  /** Entries that the writer had seen when it was stopped, or that were on their way. */
  theirs: number;
  /** Entries that were appended after it had been taken over. */
  ours: number;
  /** Whether a write of it that was on its way came after the session had been taken over. */
  cameLate: boolean;
}

/**
 * Stops a writer at an instant, takes its session over and lets it go on beside the new writer, until it notices.
 *
 * @throws AssertionError when an entry of either is lost, or the old writer writes more than what was on its way.
 */
export async function stopWriter(
  path: string,
  seed: number,
  instant: Instant,
): Promise<StoppedWriter> {
  const victim = runVictim(path, seed, instant);
  await victim.reached;
  victim.kill("SIGSTOP");
  let hasEnded = false;
  const ended = victim.ended.finally(() => {
    hasEnded = true;
  });
  const session = await ArgentSessionManager.open(path, {
    clock: manualClock(Date.now() + 120_000),
  });
  assert.equal(session.readOnly, true, "a stopped writer holds its session");
  await session.takeOver();
  const ours = [await session.appendMessage(user("ours"))];
  let late = 0;
  victim.kill("SIGCONT");
  while (!hasEnded || ours.length < 20) {
    try {
      ours.push(await session.appendMessage(user("ours, too")));
    } catch (cause) {
      if (!(cause instanceof SessionChanged)) throw cause;
      late++;
    }
  }
  assert.ok(late <= 1, "a writer that was taken over has written more than once");
  const theirs = await ended;
  const leaf = session.getLeafId() ?? undefined;
  await session.close();
  await checkSession(path, [theirs, { entries: ours, leaf, announced: [], isFenced: false }]);
  return { theirs: theirs.entries.length, ours: ours.length, cameLate: late > 0 };
}
