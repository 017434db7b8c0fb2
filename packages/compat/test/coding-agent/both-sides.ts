import { join } from "node:path";
import { expect, test } from "vitest";
import * as core from "../../src/pi-agent-core/index.ts";
import * as ai from "../../src/pi-ai/index.ts";
import * as coding from "../../src/pi-coding-agent/index.ts";
import type { PiModules } from "../contract/contract.ts";
import { hasPi, loadPi } from "../kit.ts";

const main = join(import.meta.dirname, "../../../../apps/cli/src/main.ts");

export const argent: PiModules = {
  ai,
  core,
  coding,
  rpc: {
    name: "argent",
    args: ["--conditions=@argent/source", main, "rpc", "--approve", "auto"],
    lastEvent: "agent_settled",
  },
};

/** A program of a host: what it returns must be the same with the real Pi 0.73.1, where that is installed. */
export function testBoth(name: string, program: (pi: PiModules) => Promise<unknown>): void {
  test(name, async () => {
    if (process.env.ARGENT_REQUIRE_PEERS) expect(hasPi).toBe(true);
    const ours = plain(await program(argent));
    expect(ours).toBeDefined();
    if (hasPi) expect(ours).toEqual(plain(await program(await loadPi("0.73.1"))));
  });
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

/** What a call gives, or the message of its failure. */
export async function outcome(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (cause) {
    return { failed: cause instanceof Error ? cause.message : String(cause) };
  }
}
