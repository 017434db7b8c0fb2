import type { PerformedRun, RunResult } from "@argent/agent";
import type { PiModel } from "../adapters/pi-types.ts";
import type { InstalledPi } from "../pi-runtime/load-pi.ts";
import { type ComposedPiRun, performPiRun } from "../pi-runtime/perform-pi-run.ts";
import type { PiRequestsOptions } from "../pi-runtime/pi-requests.ts";
import { buildArgentRequest } from "./build-argent-request.ts";
import { compareRequests } from "./compare-requests.ts";
import { foreignThoughtsIn } from "./foreign-thoughts.ts";
import { formatShadowReport, type ShadowReport } from "./shadow-report.ts";

export interface ShadowOptions {
  pi: InstalledPi;
  requests: PiRequestsOptions;
  /** Told of every request that was compared, those without a difference too. Must not throw. */
  onReport?: ((report: ShadowReport) => void) | undefined;
}

/**
 * Pi answers, and the vendor is called once: by Pi. Each of its requests is compared with the one that Argent would send
 * from the same session; differences that are not accepted are a warning among the run's events.
 */
export async function performInShadow(
  run: PerformedRun,
  { pi, requests, onReport }: ShadowOptions,
): Promise<RunResult> {
  let composed: ComposedPiRun | undefined;
  let count = 0;

  async function compare(payload: unknown, model: PiModel): Promise<void> {
    if (composed === undefined) return;
    const report: ShadowReport = {
      runId: run.runId,
      sessionKey: run.request.sessionKey,
      request: ++count,
      api: model.api,
      ...(await argentSide(run, composed, payload, model.api)),
    };
    onReport?.(report);
    const isEqual = report.failure === undefined && report.differences.length === 0;
    if (isEqual) return;
    const message = formatShadowReport(report);
    run.publish({ type: "warning", message, runId: run.runId, timestamp: run.clock.now() });
  }

  return await performPiRun(run, {
    ...requests,
    pi,
    onPayload: async (payload, model) => {
      await requests.onPayload?.(payload, model);
      await compare(payload, model);
    },
    onComposed: (parts) => {
      composed = parts;
    },
  });
}

/** A failure of Argent's is a finding; it must not touch the answer of Pi. */
async function argentSide(
  run: PerformedRun,
  { composed, session }: ComposedPiRun,
  payload: unknown,
  api: string,
): Promise<Pick<ShadowReport, "differences" | "accepted" | "failure">> {
  try {
    return compareRequests({
      api,
      pi: payload,
      argent: await buildArgentRequest(run, composed, session),
      session: {
        foreignThoughts: foreignThoughtsIn(
          session.buildSessionContext().messages,
          composed.agent.state.model,
        ),
      },
    });
  } catch (cause) {
    const failure = cause instanceof Error ? cause.message : String(cause);
    return { differences: [], accepted: [], failure };
  }
}
