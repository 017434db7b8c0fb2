import type { Drift } from "./compare-prices.ts";

/** The report as text, for a person who reviews a new catalogue. */
export function formatDrift(drift: Drift): string {
  return [
    `${drift.compared} models are in both lists.`,
    ...section(
      "Prices that differ by more than 1 % (USD per million tokens, ours → theirs)",
      drift.differences.map(
        ({ provider, id, rate, ours, theirs }) => `${provider}/${id} ${rate}: ${ours} → ${theirs}`,
      ),
    ),
    ...section(
      "Prices that only they know",
      drift.unpriced.map(
        ({ provider, id, theirs }) =>
          `${provider}/${id}: ${theirs.input ?? "?"} / ${theirs.output ?? "?"}`,
      ),
    ),
    ...section(
      "Models that only they have",
      drift.missing.map(({ provider, name }) => `${provider}: ${name}`),
    ),
    "",
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return ["", `${title}: ${lines.length}`, ...lines.map((line) => `  ${line}`)];
}
