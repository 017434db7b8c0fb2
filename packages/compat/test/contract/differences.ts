import type { PiVersion } from "./contract.ts";
import { agentDifferences } from "./differences/agent.ts";
import { agentSessionHistoryDifferences } from "./differences/agent-session-history.ts";
import { agentSessionRunDifferences } from "./differences/agent-session-runs.ts";
import { aiDifferences } from "./differences/ai.ts";
import { toolDifferences } from "./differences/coding-tools.ts";
import { compactionDifferences } from "./differences/compaction.ts";
import { laterLoopDifferences } from "./differences/later-loops.ts";
import { laterRunDifferences } from "./differences/later-runs.ts";
import { rpcDifferences } from "./differences/rpc.ts";
import { sessionDifferences } from "./differences/session.ts";

/** How a case comes out differently, and why it is meant. */
export interface Difference {
  /** Its name. */
  case: string;
  /** Of Pi, with which it was seen. */
  versions: readonly PiVersion[];
  reason: string;
  /** What Pi gives: of an object only the fields that differ. */
  pi: unknown;
  argent: unknown;
}

/** The one table. An entry that is not used, or not right any more, fails the suite. */
export const differences: readonly Difference[] = [
  ...aiDifferences,
  ...agentDifferences,
  ...laterRunDifferences,
  ...laterLoopDifferences,
  ...sessionDifferences,
  ...compactionDifferences,
  ...toolDifferences,
  ...agentSessionRunDifferences,
  ...agentSessionHistoryDifferences,
  ...rpcDifferences,
];

export function differenceOf(name: string, version: PiVersion): Difference | undefined {
  return differences.find((entry) => entry.case === name && entry.versions.includes(version));
}
