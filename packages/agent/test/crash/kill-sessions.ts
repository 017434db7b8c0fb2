import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentMessage } from "../../src/message.ts";
import { type CheckedSession, checkSession } from "./check-session.ts";
import { oldSession } from "./old-session.ts";
import { type Instant, runVictim } from "./run-victim.ts";
import { type Draw, seededDraw } from "./seeded-draw.ts";
import type { Testimony } from "./testimony.ts";

export interface KillOptions {
  /** How many victims are killed. */
  rounds: number;
  /** How many victims a session has, one after the other. Default 10. */
  roundsPerSession?: number | undefined;
  seed: number;
  /** Called with what the next request would be made of, whenever a session was looked at. */
  onContext?: ((messages: readonly AgentMessage[]) => Promise<void>) | undefined;
}

export type KillReport = ReturnType<typeof emptyReport>;

/**
 * Kills writers of sessions at random instants, one after the other, and checks the session between them.
 *
 * @throws Error for what does not hold, with the session, which is then left for a look.
 */
export async function killSessions(options: KillOptions): Promise<KillReport> {
  const { rounds, roundsPerSession = 10, seed, onContext } = options;
  const folder = await mkdtemp(join(tmpdir(), "argent-crash-"));
  const draw = seededDraw(seed);
  const report = emptyReport();

  /** The victims of one session. */
  async function killAll(path: string, count: number): Promise<void> {
    const testimonies: Testimony[] = [];
    let checked: CheckedSession | undefined;
    for (let left = count; left > 0; left--) {
      const victim = runVictim(path, seed * 1_000_000 + report.kills, drawInstant(draw));
      await victim.reached;
      victim.kill("SIGKILL");
      const testimony = await victim.ended;
      testimonies.push(testimony);
      report.kills++;
      if (testimony.leaf === undefined) report.beforeOpen++;
      // Now and then the next victim finds what the last one left as it is.
      if (left > 1 && draw(4) === 0) continue;
      checked = await checkSession(path, testimonies);
      if (!checked) continue;
      report.checks++;
      if (checked.isTorn) report.tornLines++;
      if (checked.hadToWait) report.hadToWait++;
      report.interruptedCalls += checked.interruptedCalls;
      await onContext?.(checked.messages);
    }
    report.testified += new Set(testimonies.flatMap(({ entries }) => entries)).size;
    report.entries += checked?.entries ?? 0;
    report.bytes += checked?.bytes ?? 0;
  }

  while (report.kills < rounds) {
    const path: string = join(folder, `${report.sessions++}.jsonl`);
    if (draw(2) === 0) {
      report.oldSessions++;
      await writeFile(path, oldSession(1 + draw(50)));
    }
    try {
      await killAll(path, Math.min(roundsPerSession, rounds - report.kills));
    } catch (cause) {
      throw new Error(`After ${report.kills} kills with seed ${seed}, ${path}: ${cause}`, {
        cause,
      });
    }
  }
  report.leftovers = (await readdir(folder)).filter((name) => /\.tmp$|\.lock-/.test(name)).length;
  await rm(folder, { recursive: true });
  return report;
}

function emptyReport() {
  return {
    kills: 0,
    /** Kills before the session was open. */
    beforeOpen: 0,
    checks: 0,
    sessions: 0,
    /** Sessions that began in the first format. */
    oldSessions: 0,
    /** Entries that the victims said they had seen. */
    testified: 0,
    entries: 0,
    bytes: 0,
    /** How often the last line was cut off. */
    tornLines: 0,
    /** Tool calls that were running, and got their result when the session was opened next. */
    interruptedCalls: 0,
    /** How often a lock that was not whole had to grow old before the session could be written. */
    hadToWait: 0,
    /** Locks of the dead, and files that were to take the place of others, that nobody has removed. */
    leftovers: 0,
  };
}

/** Half of the instants are early, while the session is opened, taken over, repaired and brought up to date. */
function drawInstant(draw: Draw): Instant {
  const spinMs = draw(2_000) / 1_000;
  switch (draw(6)) {
    case 0:
    case 1:
      return { said: "loaded", times: 1, spinMs: draw(20_000) / 1_000 };
    case 2:
      return { said: "opened", times: 1, spinMs: 5 * spinMs };
    case 3:
      return { said: "large", times: 1, spinMs: 200, grownBy: 150_000 };
    default:
      return { said: "leaf", times: 1 + draw(60), spinMs };
  }
}
