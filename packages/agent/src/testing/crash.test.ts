import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { killSessions } from "../../test/crash/kill-sessions.ts";
import { stopWriter } from "../../test/crash/stop-writer.ts";
import { checkWithVendors } from "../../test/crash/vendor-check.ts";

test("writers that are killed at any instant cost no entry, no tool result and no session", async () => {
  const onContext = checkWithVendors;
  const reports = await Promise.all(
    [1, 2].map((seed) => killSessions({ rounds: 16, roundsPerSession: 8, seed, onContext })),
  );
  for (const { kills, testified } of reports) {
    expect(kills).toBe(16);
    expect(testified).toBeGreaterThan(50);
  }
}, 300_000);

test.runIf(process.platform !== "win32")(
  "writers that were stopped and taken over lose nothing and write nothing more when they go on",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "argent-stop-"));
    for (let round = 0; round < 6; round++) {
      const instant = { said: "leaf", times: 3 + round * 7, spinMs: round / 3 } as const;
      await stopWriter(join(folder, `${round}.jsonl`), round, instant);
    }
    await rm(folder, { recursive: true });
  },
  300_000,
);
