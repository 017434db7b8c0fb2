import { createHash } from "node:crypto";
import type { RunBody } from "./routes/run-body.ts";

/** What decides about the answer. Compared by digests, so that no prompt is kept for that. */
const compared = ["prompt", "model", "provider", "thinking"] as const;

/** As many as the runtime remembers keys; the oldest is forgotten first. */
const remembered = 10_000;

/** The requests with an idempotency key, by the runs that they started. */
export function createKeyedRequests() {
  const requests = new Map<string, string[]>();
  return {
    /** Which fields of a request are other than those of the request that its run was started by. */
    differences(runId: string, body: RunBody): string[] {
      if (body.idempotencyKey === undefined) return [];
      const own = compared.map((name) => digest(body[name] ?? ""));
      const first = requests.get(runId);
      if (first !== undefined) return compared.filter((_, index) => own[index] !== first[index]);
      requests.set(runId, own);
      for (const oldest of requests.keys()) {
        if (requests.size <= remembered) break;
        requests.delete(oldest);
      }
      return [];
    },
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
