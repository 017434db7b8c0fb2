import { parseArgs } from "node:util";
import { isPeerId, type PeerId, peerIds } from "./peers.ts";

export interface BenchArguments {
  /** Absent: the cases are listed. */
  caseName: string | undefined;
  peers: readonly PeerId[];
  /** Counted runs of each contender. */
  runs: number;
  /** The longest that one run may take, in milliseconds. */
  limitMs: number;
  /** Part of the names of the workloads that are wanted. */
  only: string;
  /** Argent's built packages instead of its sources. */
  dist: boolean;
  json: boolean;
  help: boolean;
}

/** A mistake in the command line, told to the person who made it. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Fewer runs make no median with a minimum and a maximum that mean anything. */
export const fewestRuns = 7;
export const defaultLimitSeconds = 30;

/** @throws UsageError that says what is accepted. */
export function readArguments(
  argv: readonly string[],
  caseNames: readonly string[],
): BenchArguments {
  const { values, positionals } = parse(argv);
  const [caseName, ...others] = positionals;
  if (others.length > 0) {
    throw new UsageError(`One case at a time; got ${positionals.join(", ")}.`);
  }
  if (caseName !== undefined && !caseNames.includes(caseName)) {
    throw new UsageError(`No case "${caseName}". The cases are ${caseNames.join(", ")}.`);
  }
  return {
    caseName,
    peers: readPeers(values.peers ?? "all"),
    runs: readNumber("--runs", values.runs ?? String(fewestRuns), fewestRuns),
    limitMs: readNumber("--limit", values.limit ?? String(defaultLimitSeconds), 1) * 1000,
    only: values.only ?? "",
    dist: values.dist ?? false,
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        peers: { type: "string" },
        runs: { type: "string" },
        limit: { type: "string" },
        only: { type: "string" },
        dist: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function readPeers(text: string): PeerId[] {
  if (text === "all") return peerIds();
  if (text === "none") return [];
  return text.split(",").map((name) => {
    if (isPeerId(name)) return name;
    throw new UsageError(
      `No peer "${name}". --peers takes all, none, or a list like ${peerIds().join(",")}.`,
    );
  });
}

function readNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new UsageError(`${option} takes a whole number from ${least} up; got "${text}".`);
}
