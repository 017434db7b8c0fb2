import type { Cost, Usage } from "./message.ts";
import type { Model, Pricing, Rates } from "./model.ts";

const million = 1_000_000;

/** A fresh count of zero tokens, to add to or to fill in. */
export function emptyUsage(): Usage {
  return { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0, cost: emptyCost() };
}

/**
 * What the tokens cost in USD. A total that the vendor reports wins over our own sum; without any price the result is
 * zero with `known: false`. A missing cache rate falls back to the input rate.
 */
export function calculateCost(
  model: Pick<Model, "pricing">,
  usage: Omit<Usage, "cost">,
  totalFromProvider?: number,
): Cost {
  const cost = model.pricing
    ? priced(ratesFor(model.pricing, usage), usage)
    : { ...emptyCost(), known: totalFromProvider !== undefined };
  if (totalFromProvider === undefined) return cost;
  return { ...cost, total: totalFromProvider, totalFromProvider };
}

function priced(rates: Rates, usage: Omit<Usage, "cost">): Cost {
  const longWrites = Math.min(usage.cacheWrite1h ?? 0, usage.cacheWrite);
  const shortWrites = usage.cacheWrite - longWrites;
  const cost = {
    input: (rates.input * usage.input) / million,
    output: (rates.output * usage.output) / million,
    cacheRead: ((rates.cacheRead ?? rates.input) * usage.cacheRead) / million,
    cacheWrite:
      ((rates.cacheWrite ?? rates.input) * shortWrites +
        (rates.cacheWrite1h ?? rates.input * 2) * longWrites) /
      million,
  };
  return { ...cost, total: cost.input + cost.output + cost.cacheRead + cost.cacheWrite };
}

/** The tier is chosen by the size of the whole prompt, cached tokens included. */
function ratesFor(pricing: Pricing, usage: Omit<Usage, "cost">): Rates {
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite;
  return pricing.tiers?.findLast((tier) => prompt > tier.above) ?? pricing;
}

function emptyCost(): Cost {
  return { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };
}
