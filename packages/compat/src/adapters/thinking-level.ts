import type { ThinkingLevel } from "@argent/ai";

/** How much a level thinks, in the three steps that hosts of ArgentOS know. */
export type ThinkingStep = "off" | "low" | "medium" | "high";

const steps: Record<ThinkingLevel, ThinkingStep> = {
  off: "off",
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "high",
};

/**
 * The step of a thinking level. Absent means off.
 *
 * @throws RangeError for a word that is no level; it is never taken for another one.
 */
export function resolveThinkingLevel(level: string | undefined): ThinkingStep {
  return steps[readLevel(level)];
}

/**
 * A thinking level of Pi's as ours. Absent means off, and `max`, which Pi has from 0.80.6 on, is our highest.
 *
 * @throws RangeError for a word that is no level.
 */
export function fromPiThinkingLevel(level: string | undefined): ThinkingLevel {
  return level === "max" ? "xhigh" : readLevel(level);
}

function readLevel(level: string | undefined): ThinkingLevel {
  if (level === undefined) return "off";
  if (isLevel(level)) return level;
  throw new RangeError(
    `${JSON.stringify(level)} is no thinking level. Use one of: ${Object.keys(steps).join(", ")}.`,
  );
}

function isLevel(level: string): level is ThinkingLevel {
  return Object.hasOwn(steps, level);
}
