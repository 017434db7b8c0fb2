import type { Model, ThinkingLevel } from "./model.ts";
import type { ThinkingBudgets } from "./provider.ts";

/** All levels, from least to most. */
export const thinkingLevels: readonly ThinkingLevel[] = [
  "off",
  "minimal",
  "low",
  "medium",
  "high",
  "xhigh",
];

/** Tokens, for vendors that take a number. */
const defaultBudgets: Record<Exclude<ThinkingLevel, "off">, number> = {
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 32_768,
};

/** What a budget may never take away from the answer itself, and the least that Anthropic accepts as a budget. */
const leastTokens = 1_024;

/** The levels a model has, from least to most. A model that cannot stop thinking has no `"off"`. */
export function supportedThinkingLevels(
  model: Pick<Model, "reasoning" | "thinkingLevels">,
): ThinkingLevel[] {
  if (!model.reasoning) return ["off"];
  const words = model.thinkingLevels ?? {};
  return thinkingLevels.filter((level) => {
    if (words[level] === null) return false;
    return level !== "xhigh" || words.xhigh !== undefined;
  });
}

/** The level itself if the model has it, else the next one above, else the next one below. */
export function clampThinkingLevel(
  model: Pick<Model, "reasoning" | "thinkingLevels">,
  level: ThinkingLevel,
): ThinkingLevel {
  const supported = supportedThinkingLevels(model);
  const wanted = thinkingLevels.indexOf(level);
  return (
    supported.find((candidate) => thinkingLevels.indexOf(candidate) >= wanted) ??
    supported.at(-1) ??
    "off"
  );
}

/** The vendor's word for a level: the model's own, else the level's name. */
export function thinkingWord(model: Pick<Model, "thinkingLevels">, level: ThinkingLevel): string {
  return model.thinkingLevels?.[level] ?? level;
}

/** Tokens for a level, at least 1,024 and leaving at least 1,024 of `maxTokens` to the answer. */
export function thinkingBudget(
  level: Exclude<ThinkingLevel, "off">,
  maxTokens: number,
  budgets: ThinkingBudgets = {},
): number {
  const wanted = budgets[level] ?? defaultBudgets[level];
  return Math.max(leastTokens, Math.min(wanted, maxTokens - leastTokens));
}
