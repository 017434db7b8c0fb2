import type { Model, Pricing } from "@argent/ai";
import { fromPiCompat, toPiCompat } from "./pi-compat.ts";
import type { PiModel } from "./pi-types.ts";

/**
 * A model of Pi's as ours. Pi writes zeros for prices it does not know, so all zeros are an unknown price unless
 * they are marked as known.
 */
export function fromPiModel(model: PiModel): Model {
  // Hosts make up models of a few fields, which Pi's providers get along with.
  const { cost = unpriced, input = ["text"], thinkingLevelMap, compat, ...rest } = model;
  const pricing = fromPiCost(cost);
  return {
    ...rest,
    input,
    vision: input.includes("image"),
    ...(pricing && { pricing }),
    ...(thinkingLevelMap && { thinkingLevels: thinkingLevelMap }),
    ...fromPiCompat(compat),
  };
}

/**
 * A model of ours as Pi's. Pi has no word for an unknown price: it becomes zeros. What Pi does not know of (price tiers,
 * our quirks, where the row comes from) stays on it as fields that Pi does not read.
 */
export function toPiModel(model: Model): PiModel {
  const { pricing, thinkingLevels, compat, vision: _, ...rest } = model;
  const piCompat = toPiCompat(model);
  return {
    ...rest,
    cost: toPiCost(pricing),
    ...(thinkingLevels && { thinkingLevelMap: thinkingLevels }),
    ...(piCompat && { compat: piCompat }),
  };
}

/** A price may carry what Pi does not know of: other rates for long prompts, and that zero is really zero. */
type Cost = PiModel["cost"] & Partial<Pricing> & { known?: boolean };

function fromPiCost({ known, ...rates }: Cost): Pricing | undefined {
  const isPriced =
    rates.input > 0 || rates.output > 0 || rates.cacheRead > 0 || rates.cacheWrite > 0;
  return isPriced || known ? rates : undefined;
}

/** A cache rate that is missing is the input rate, on both sides. */
function toPiCost(pricing: Pricing | undefined): Cost {
  if (pricing === undefined) return { ...unpriced };
  const { input, cacheRead = input, cacheWrite = input } = pricing;
  const cost = { ...pricing, cacheRead, cacheWrite };
  return fromPiCost(cost) ? cost : { ...cost, known: true };
}

const unpriced = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
