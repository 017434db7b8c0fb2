import type { Isolation } from "@argent/agent/env";
import { ToolError } from "../tool-error.ts";
import { notIsolated } from "./local-env.ts";
import { type SandboxEnvOptions, sandboxEnv } from "./sandbox-env.ts";

/** One kind of isolation, and whether it works here. */
export interface IsolationRung {
  level: Exclude<Isolation["level"], "none">;
  works: boolean;
  /** What holds, or why it does not work and what to do. */
  detail: string;
}

/** The strongest isolation that works here, and what was found about each. */
export interface IsolationReport extends Isolation {
  /** The strongest first. */
  rungs: readonly IsolationRung[];
}

/** Tries every kind of isolation with a real command. */
export async function probeIsolation(
  options: Omit<SandboxEnvOptions, "network">,
): Promise<IsolationReport> {
  const rungs: IsolationRung[] = [];
  for (const [level, network] of [
    ["full", false],
    ["filesystem", true],
  ] as const) {
    rungs.push({ level, ...(await tryRung({ ...options, network })) });
  }
  const strongest = rungs.find(({ works }) => works);
  if (!strongest) return { ...notIsolated, rungs };
  return { level: strongest.level, description: strongest.detail, rungs };
}

async function tryRung(options: SandboxEnvOptions): Promise<Omit<IsolationRung, "level">> {
  try {
    const env = await sandboxEnv(options);
    await env.close();
    return { works: true, detail: env.isolation.description };
  } catch (cause) {
    if (!ToolError.isInstance(cause)) throw cause;
    return { works: false, detail: cause.message };
  }
}
