import type { AgentEvent, PerformedRun, PerformRun, RunResult } from "@argent/agent";
import type { InstalledPi } from "../pi-runtime/load-pi.ts";
import { performPiRun } from "../pi-runtime/perform-pi-run.ts";
import type { PiRequestsOptions } from "../pi-runtime/pi-requests.ts";
import { watchFirstByte } from "./watch-first-byte.ts";

export interface FallbackOptions {
  pi: InstalledPi;
  requests: PiRequestsOptions;
}

/**
 * Argent runs. When it fails before the vendor has answered with a single byte, and so before any tool ran, Pi runs
 * instead, after a `runtime_fallback` event. Whoever reads the events sees one run: what Argent said of its failure is
 * left out. An aborted run is not begun anew.
 */
export async function performWithFallback(
  run: PerformedRun,
  own: PerformRun,
  { pi, requests }: FallbackOptions,
): Promise<RunResult> {
  const { provider, hasAnswered } = watchFirstByte(run.options.provider);
  const events = joinEvents(run.publish, hasAnswered);
  const result = await own({
    ...run,
    options: { ...run.options, provider },
    publish: events.first,
  });
  const { error } = result;
  if (result.stopReason !== "error" || error === undefined || hasAnswered()) {
    events.release();
    return result;
  }
  const { kind, message } = error;
  events.second({
    type: "runtime_fallback",
    from: "argent",
    to: "pi",
    error: { kind, message },
    timestamp: run.clock.now(),
  });
  const second = await performPiRun(
    { ...run, publish: events.second },
    { ...requests, pi, isSecondTry: events.hasPrompt() },
  );
  // What the first try has shown is in the session.
  return { ...second, lessons: result.lessons };
}

/** The events of two tries as those of one run. */
function joinEvents(publish: (event: AgentEvent) => void, hasAnswered: () => boolean) {
  const told = new Set<string>();
  let held: AgentEvent[] = [];
  let isHolding = false;
  let hasPrompt = false;
  let seq = 0;

  function tell(event: AgentEvent): void {
    told.add(event.type);
    publish(Object.assign(event, { seq: seq++ }));
  }

  function release(): void {
    for (const event of held) tell(event);
    held = [];
    isHolding = false;
  }

  return {
    release,
    /** Whether the first try has written the prompt to the session. */
    hasPrompt: () => hasPrompt,
    /** The failure, and what follows it, waits until it is known whether it counts. */
    first(event: AgentEvent): void {
      if (event.type === "message_end" && event.message.role === "user") hasPrompt = true;
      if (hasAnswered()) release();
      else isHolding ||= event.type === "message_start" && event.message.role === "assistant";
      if (isHolding) held.push(event);
      else tell(event);
    },
    /** The run and its turn have begun already when the first try came that far. */
    second(event: AgentEvent): void {
      const isBegin = event.type === "agent_start" || event.type === "turn_start";
      if (isBegin && told.delete(event.type)) return;
      publish(Object.assign(event, { seq: seq++ }));
    },
  };
}
