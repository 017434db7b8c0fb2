import type { Pricing, Rates } from "../src/model.ts";
import type { SourceRates, SourceRow } from "./source-row.ts";

/**
 * The source writes zero both for "free" and for "unknown". Only a model that calls itself free keeps its zeros; any
 * other zero is left out, because an unknown price must not look like no price.
 */
export function convertPricing(row: Pick<SourceRow, "id" | "name" | "cost">): Pricing | undefined {
  const { cost } = row;
  if (cost.input > 0 && cost.output > 0) {
    const tiers = cost.tiers?.map((tier) => ({ above: tier.inputTokensAbove, ...rates(tier) }));
    return {
      ...rates(cost),
      ...(tiers?.length && { tiers: tiers.sort((a, b) => a.above - b.above) }),
    };
  }
  return isFree(row) ? { input: 0, output: 0 } : undefined;
}

function rates(cost: SourceRates): Rates {
  return {
    input: cost.input,
    output: cost.output,
    ...(cost.cacheRead > 0 && { cacheRead: cost.cacheRead }),
    ...(cost.cacheWrite > 0 && { cacheWrite: cost.cacheWrite }),
  };
}

function isFree({ id, name }: Pick<SourceRow, "id" | "name">): boolean {
  return /[:-]free$/.test(id) || /\(free\)$/i.test(name);
}
