import { homedir } from "node:os";
import type { Settings, TreeFilterMode } from "./settings.ts";

/** With `~` expanded. */
export function sessionDirOf({ sessionDir }: Settings): string | undefined {
  const isBelowHome = sessionDir === "~" || sessionDir?.startsWith("~/");
  return isBelowHome ? homedir() + sessionDir?.slice(1) : sessionDir;
}

export function compactionOf({ compaction = {} }: Settings) {
  const { enabled = true, reserveTokens = 16_384, keepRecentTokens = 20_000 } = compaction;
  return { enabled, reserveTokens, keepRecentTokens };
}

export function branchSummaryOf({ branchSummary = {} }: Settings) {
  const { reserveTokens = 16_384, skipPrompt = false } = branchSummary;
  return { reserveTokens, skipPrompt };
}

export function retryOf({ retry = {} }: Settings) {
  const { enabled = true, maxRetries = 3, baseDelayMs = 2_000 } = retry;
  return { enabled, maxRetries, baseDelayMs };
}

export function providerRetryOf({ retry }: Settings) {
  const { timeoutMs, maxRetries, maxRetryDelayMs = 60_000 } = retry?.provider ?? {};
  return { timeoutMs, maxRetries, maxRetryDelayMs };
}

export function imageWidthOf({ terminal }: Settings): number {
  const width = terminal?.imageWidthCells;
  return width !== undefined && Number.isFinite(width) ? atLeastOne(width) : 60;
}

export function treeFilterModeOf({ treeFilterMode }: Settings): TreeFilterMode {
  return treeFilterModes.find((mode) => mode === treeFilterMode) ?? "default";
}

export function atLeastOne(value: number): number {
  return Math.max(1, Math.floor(value));
}

const treeFilterModes: readonly TreeFilterMode[] = [
  "default",
  "no-tools",
  "user-only",
  "labeled-only",
  "all",
];
