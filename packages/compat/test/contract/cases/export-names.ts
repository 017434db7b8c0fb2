import type { ContractCases } from "../contract.ts";

export const exportNames: ContractCases = {
  "what the root entries export": (pi) => [Object.keys(pi.ai).sort(), Object.keys(pi.core).sort()],
};
