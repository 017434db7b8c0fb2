import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentMessage } from "../../src/message.ts";
import { checkSession } from "./check-session.ts";
import { oldSession } from "./old-session.ts";
import { type Instant, runVictim } from "./run-victim.ts";
import { type Draw, seededDraw } from "./seeded-draw.ts";
import type { Testimony } from "./testimony.ts";

export interface KillOptions {
  /** How many victims are killed. */
  rounds: number;
  /** How many victims a session has, one after the other. Default 25. */
  roundsPerSession?: number | undefined;
  seed: number;
  /** Called with what the next request would be made of, after each round. */
  onContext?: ((messages: AgentMessage[]) => Promise<void>) | undefined;
}

export interface KillReport {
  rounds: number;
  sessions: number;
  /** Of different sessions, when they had their last victim. */
  entries: number;
  bytes: number;
  /** Entries that the victims said they had seen. */
  testified: number;
  /** How often a victim was killed before the session was open. */
  beforeOpen: number;
  /** How often the last line was cut off. */
  torn: number;
  /** Tool calls that were running, and got their result when the session was opened. */
  interruptedCalls: number;
  /** What unfinished migrations left beside the sessions. */
  drafts: number;
}

/**
 * Kills writers of sessions at random instants, and checks each session after each kill.
 *
 * @throws AssertionError for what does not hold, with the round and its seed; the folder is then left for a look.
 */
export async function killSessions(options: KillOptions): Promise<KillReport> {
  const { rounds, roundsPerSession = 25, seed, onContext } = options;
  const report: KillReport = {
    rounds: 0,
    sessions: 0,
    entries: 0,
    bytes: 0,
    testified: 0,
    beforeOpen: 0,
    torn: 0,
    interruptedCalls: 0,
    drafts: 0,
  };
  const folder = await mkdtemp(join(tmpdir(), "argent-crash-"));
  const draw = seededDraw(seed);
  for (let first = 0; first < rounds; first += roundsPerSession) {
    const path = join(folder, `${report.sessions++}.jsonl`);
    if (draw(3) === 0) await writeFile(path, oldSession(1 + draw(50)));
    const testimonies: Testimony[] = [];
    for (let round = first; round < Math.min(rounds, first + roundsPerSession); round++) {
      const instant = drawInstant(draw);
      const victimSeed = seed * 100_000 + round;
      const testimony = await killed(path, victimSeed, instant);
      testimonies.push(testimony);
      // Now and then the next victim finds what the last one left, and nobody has looked between.
      const isLast = round + 1 === Math.min(rounds, first + roundsPerSession);
      const checked = isLast || draw(4) > 0 ? await look(path, testimonies, instant) : undefined;
    }
  }
  return report;
}
