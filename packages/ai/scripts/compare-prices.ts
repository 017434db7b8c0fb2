import type { Model, Pricing, Rates } from "../src/model.ts";

/** Another list of prices. */
export interface PriceList {
  /** What the list has for our model, under its own name for it. */
  find(provider: string, id: string): { name: string; rates: Partial<Rates> } | undefined;
  /** The list's own names of the provider's current models. */
  names(provider: string): string[];
}

export interface Drift {
  /** Rates that differ by more than the tolerance. */
  differences: {
    provider: string;
    id: string;
    rate: keyof Rates;
    ours: number;
    theirs: number;
  }[];
  /** Models whose price we do not know and the list does. */
  unpriced: { provider: string; id: string; theirs: Partial<Rates> }[];
  /** The list's models that none of our ids means. */
  missing: { provider: string; name: string }[];
  /** How many of our models the list has. */
  compared: number;
}

const comparedRates = ["input", "output", "cacheRead", "cacheWrite"] as const;

/** Compares our rows with another list; a difference of more than one percent counts. */
export function comparePrices(
  models: readonly Pick<Model, "provider" | "id" | "pricing">[],
  list: PriceList,
  tolerance = 0.01,
): Drift {
  const drift: Drift = { differences: [], unpriced: [], missing: [], compared: 0 };
  const found = new Map<string, Set<string>>();
  for (const { provider, id, pricing } of models) {
    const names = found.get(provider) ?? new Set<string>();
    found.set(provider, names);
    const entry = list.find(provider, id);
    if (!entry) continue;
    names.add(entry.name);
    drift.compared++;
    if (pricing) {
      drift.differences.push(
        ...differing(pricing, entry.rates, tolerance).map((each) => ({ provider, id, ...each })),
      );
    } else {
      drift.unpriced.push({ provider, id, theirs: entry.rates });
    }
  }
  for (const [provider, names] of found) {
    const missing = list.names(provider).filter((name) => !names.has(name));
    drift.missing.push(...missing.map((name) => ({ provider, name })));
  }
  return drift;
}

function differing(ours: Pricing, theirs: Partial<Rates>, tolerance: number) {
  return comparedRates.flatMap((rate) => {
    const a = ours[rate];
    const b = theirs[rate];
    if (a === undefined || b === undefined) return [];
    const isNear = Math.abs(a - b) <= tolerance * Math.max(a, b);
    return isNear ? [] : [{ rate, ours: a, theirs: b }];
  });
}
