import type { AcceptedDifference, Fields, SessionFacts } from "./accepted/accepted-difference.ts";
import { acceptedDifferences } from "./accepted-differences.ts";
import { type Difference, findDifferences } from "./find-differences.ts";

export interface ComparedRequests {
  api: string;
  /** The bodies; they are not changed. */
  pi: unknown;
  argent: unknown;
  session: SessionFacts;
}

/** Compares two bodies of a protocol, and says which accepted differences there were and what else there is. */
export function compareRequests({ api, pi, argent, session }: ComparedRequests): {
  differences: Difference[];
  accepted: AcceptedDifference[];
} {
  const [piBody, argentBody] = [bodyOf(pi), bodyOf(argent)];
  const accepted: AcceptedDifference[] = [];
  let differences = findDifferences(piBody, argentBody);
  for (const candidate of acceptedDifferences) {
    if (candidate.api !== undefined && candidate.api !== api) continue;
    candidate.reconcile(piBody, argentBody, session);
    const left = findDifferences(piBody, argentBody);
    if (JSON.stringify(left) !== JSON.stringify(differences)) accepted.push(candidate);
    differences = left;
  }
  return { differences, accepted };
}

/** A copy, as it would be sent. */
function bodyOf(payload: unknown): Fields {
  const copy: unknown = JSON.parse(JSON.stringify(payload ?? {}));
  return typeof copy === "object" && copy !== null ? { ...copy } : {};
}
