import { type ArgentSessionManager, contextSize, type RunAgent } from "@argent/agent";
import type { PiModules } from "./load-pi.ts";

/**
 * Summarises a session before a run when Pi would say that it is too full. The summary is asked for through Pi's
 * provider and written as ours are: Pi's own functions for it change with its versions.
 */
export async function compactBeforePi(
  { shouldCompact, DEFAULT_COMPACTION_SETTINGS }: PiModules,
  { agent }: RunAgent,
  session: ArgentSessionManager,
  signal: AbortSignal,
): Promise<void> {
  const size = contextSize(session);
  const { contextWindow } = agent.state.model;
  if (size === undefined || !contextWindow) return;
  if (shouldCompact(size, contextWindow, DEFAULT_COMPACTION_SETTINGS))
    await agent.compact({ signal });
}
