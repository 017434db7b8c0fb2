import type { Cost, Usage } from "./message.ts";

/** What two answers used together. */
export function addUsage(one: Usage, other: Usage): Usage {
  const cacheWrite1h = addOptional(one.cacheWrite1h, other.cacheWrite1h);
  const reasoning = addOptional(one.reasoning, other.reasoning);
  return {
    input: one.input + other.input,
    output: one.output + other.output,
    cacheRead: one.cacheRead + other.cacheRead,
    cacheWrite: one.cacheWrite + other.cacheWrite,
    ...(cacheWrite1h !== undefined && { cacheWrite1h }),
    ...(reasoning !== undefined && { reasoning }),
    totalTokens: one.totalTokens + other.totalTokens,
    cost: addCost(one.cost, other.cost),
  };
}

/** The sum is the vendor's own, or known, only if both parts are. */
function addCost(one: Cost, other: Cost): Cost {
  const isReported = one.totalFromProvider !== undefined && other.totalFromProvider !== undefined;
  const known = one.known === false ? false : (other.known ?? one.known);
  const total = one.total + other.total;
  return {
    input: one.input + other.input,
    output: one.output + other.output,
    cacheRead: one.cacheRead + other.cacheRead,
    cacheWrite: one.cacheWrite + other.cacheWrite,
    total,
    ...(isReported && { totalFromProvider: total }),
    ...(known !== undefined && { known }),
  };
}

function addOptional(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);
}
