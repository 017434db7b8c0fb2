import type { AcceptedDifference } from "./accepted/accepted-difference.ts";
import type { Difference } from "./find-differences.ts";

/** One request of Pi's beside the one that Argent would have sent. */
export interface ShadowReport {
  runId: string;
  sessionKey: string;
  /** Counts the requests of the run from 1. */
  request: number;
  api: string;
  /** Those that nobody accepted. */
  differences: readonly Difference[];
  /** The entries of the table that applied. */
  accepted: readonly AcceptedDifference[];
  /** Why Argent built no request. */
  failure?: string | undefined;
}

/** For people: what differs, on both sides, a long value shortened. */
export function formatShadowReport(report: ShadowReport): string {
  const { request, sessionKey, api, differences, failure } = report;
  const where = `Request ${request} of session ${sessionKey} (${api})`;
  if (failure !== undefined) return `${where}: Argent would have failed: ${failure}`;
  if (differences.length === 0) return `${where}: no difference.`;
  const count = differences.length === 1 ? "1 difference" : `${differences.length} differences`;
  const lines = differences.flatMap(({ path, pi, argent }) => [
    `  ${path || "(the whole body)"}`,
    `    Pi:     ${show(pi)}`,
    `    Argent: ${show(argent)}`,
  ]);
  return [`${where}: ${count}.`, ...lines].join("\n");
}

const shownLength = 200;

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length <= shownLength ? text : `${text.slice(0, shownLength).toWellFormed()}…`;
}
