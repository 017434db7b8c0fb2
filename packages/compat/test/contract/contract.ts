import type { RpcProgram } from "./rpc-kit.ts";

/** What a case is run against: our facades, or the real packages. */
export interface PiModules {
  ai: typeof import("../../src/pi-ai/index.ts");
  core: typeof import("../../src/pi-agent-core/index.ts");
  coding: typeof import("../../src/pi-coding-agent/index.ts");
  /** The command line that serves RPC. */
  rpc: RpcProgram;
}

/** The real packages: the last one of the old scope, and the latest that npm can install. */
export const piVersions = ["0.73.1", "0.87.1"] as const;
export type PiVersion = (typeof piVersions)[number];

/** A program for Pi. What it returns is what a host would see, and must be the same on both sides. */
export type ContractCase = (pi: PiModules) => unknown;

/** By a sentence that says what is looked at. */
export type ContractCases = Readonly<Record<string, ContractCase>>;

/** Fields that only Argent has: additions by design, and no difference to a host. */
const additions = new Set([
  "runId",
  "turnId",
  "seq",
  "durationMs",
  "toolCall",
  "warnings",
  "known",
]);

/** What a case comes to on one side; a throw is an observation, too. */
export async function observe(run: ContractCase, pi: PiModules): Promise<unknown> {
  try {
    return observed(await run(pi));
  } catch (cause) {
    return { threw: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** An observation as plain data, without times, rounding errors and what Argent adds. */
function observed(value: unknown): unknown {
  const json = JSON.stringify(value ?? null, (name, inner) => {
    // The typed form of an errorMessage; the older state has a text of this name.
    const isTypedError = name === "error" && typeof inner === "object";
    const isTokenCount = name === "reasoning" && typeof inner === "number";
    const isAddition = isTypedError || isTokenCount || additions.has(name);
    if (name === "timestamp" || isAddition) return undefined;
    if (isRecord(inner)) return sorted(inner);
    return typeof inner === "number" ? Number(inner.toPrecision(12)) : inner;
  });
  return JSON.parse(json);
}

/** Two observations without what they have in common: of two objects only the fields that differ. */
export function differing(first: unknown, second: unknown): { first: unknown; second: unknown } {
  if (!isRecord(first) || !isRecord(second)) return { first, second };
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  const differ = [...names].filter(
    (name) => JSON.stringify(first[name]) !== JSON.stringify(second[name]),
  );
  const only = (value: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(value).filter(([name]) => differ.includes(name)));
  return { first: only(first), second: only(second) };
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
