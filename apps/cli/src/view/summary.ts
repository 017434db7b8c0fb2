import type { RunResult } from "@argent/agent";

/** The closing line of a run: turns, tokens, cost, time. */
export function summaryLine(result: RunResult): string {
  const { input, output, cacheRead, cacheWrite } = result.tokensUsed;
  const parts = [
    `${result.turns} ${result.turns === 1 ? "turn" : "turns"}`,
    `${tokens(input + cacheRead + cacheWrite)} in${cacheRead > 0 ? ` (${tokens(cacheRead)} cached)` : ""}`,
    `${tokens(output)} out`,
    result.cost === undefined ? "cost unknown" : usd(result.cost),
    seconds(result.duration),
  ];
  return parts.join(" · ");
}

export function usd(amount: number): string {
  return `$${amount.toFixed(amount > 0 && amount < 0.01 ? 4 : 2)}`;
}

export function tokens(count: number): string {
  if (count < 1_000) return String(count);
  return count < 1_000_000
    ? `${(count / 1_000).toFixed(1)}k`
    : `${(count / 1_000_000).toFixed(1)}M`;
}

function seconds(ms: number): string {
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)}s`;
  return `${Math.floor(ms / 60_000)}m ${Math.round((ms % 60_000) / 1_000)}s`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000
    ? `${(bytes / 1_000).toFixed(1)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
