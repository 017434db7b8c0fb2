import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ChatMachine,
  type ChatMachineOptions,
  createChatMachine,
  masked,
} from "./chat-kit.ts";
import { hasTmux } from "./has-tmux.ts";
import { lookMs, patienceMs, startTmux, type Tmux } from "./tmux.ts";

export interface Scenario extends Omit<ChatMachineOptions, "columns" | "rows"> {
  name: string;
  run(machine: ChatMachine): Promise<void>;
  /** The chat whose screen is compared, counted from 0. Default: the first. */
  shows?: number | undefined;
}

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 200, rows: 60 },
] as const;
const folder = join(import.meta.dirname, "screens");
/** `ARGENT_UPDATE_SCREENS=1` writes what is shown as what is expected. */
const updates = process.env.ARGENT_UPDATE_SCREENS === "1";
/** Milliseconds in which a whole scenario is played on a busy machine. */
const timeout = 4 * patienceMs;

/**
 * Plays scripts in real terminals of two sizes, several at a time, and compares the last screen of each with the file
 * `screens/<name>.<columns>x<rows>.txt`. Without tmux they are left out, unless `ARGENT_REQUIRE_TMUX` is set.
 */
export function describeScenarios(
  title: string,
  scenarios: (size: { columns: number; rows: number }) => readonly Scenario[],
): void {
  describe.skipIf(!hasTmux()).concurrent(title, () => {
    let tmux: Tmux;
    beforeAll(async () => {
      tmux = await startTmux(`argent-${process.pid}-${title.replaceAll(/\W+/g, "-")}`);
    });
    afterAll(() => tmux.close());

    for (const size of sizes) {
      const label = `${size.columns}x${size.rows}`;
      for (const { name, run, shows = 0, ...options } of scenarios(size)) {
        test(`${name}, ${label}`, { timeout }, async () => {
          const machine = await createChatMachine(tmux, { ...options, ...size });
          try {
            await run(machine);
            await matches(machine, shows, join(folder, `${name}.${label}.txt`));
          } finally {
            await machine.close();
          }
        });
      }
    }
  });
}

async function matches(machine: ChatMachine, pane: number, file: string): Promise<void> {
  const shown = async () => {
    const screen = await machine.panes[pane]?.screen();
    return `${masked(screen ?? "", machine)}\n`;
  };
  if (updates) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, await settled(shown));
    return;
  }
  const expected = readFileSync(file, "utf8");
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline && (await shown()) !== expected) await pause(lookMs);
  expect(await shown()).toBe(expected);
}

/** A screen that stays as it is for a while. */
async function settled(shown: () => Promise<string>): Promise<string> {
  for (let before = await shown(); ; ) {
    await pause(400);
    const after = await shown();
    if (after === before) return after;
    before = after;
  }
}
