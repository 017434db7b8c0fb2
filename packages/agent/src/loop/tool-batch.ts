import type { ToolCall, ToolResultMessage } from "@argent/ai";
import {
  type CallOutcome,
  type CallScope,
  executeCall,
  failure,
  type PreparedCall,
  prepareCall,
  steeringCancellation,
} from "./tool-call.ts";

export interface BatchOutcome {
  /** One for every call, in the order of the calls. */
  results: ToolResultMessage[];
  /** Every result asks for the run to end. */
  terminate: boolean;
  /** Why a result could not be made durable. */
  failure?: { cause: unknown } | undefined;
}

/**
 * Runs the tool calls of one answer. Preparation is always in order; execution is concurrent unless the config or one
 * of the tools asks for one call at a time. Each result is recorded the moment its tool finishes, and announced in the
 * order of the calls: at once when they run one at a time, else when all are done.
 */
export async function runToolBatch(
  calls: readonly ToolCall[],
  scope: CallScope,
  announce: (result: ToolResultMessage) => Promise<void>,
): Promise<BatchOutcome> {
  const batch = createBatch(calls, scope, announce);
  const sequential =
    scope.config.toolExecution === "sequential" ||
    calls.some((call) => toolOf(call, scope)?.executionMode === "sequential");
  const stopListening = batch.cancelOnSteering();
  try {
    if (sequential) {
      for (const call of calls) {
        await batch.run(call);
        await batch.announce(call);
      }
    } else {
      const started: Promise<void>[] = [];
      const prepared: [ToolCall, PreparedCall][] = [];
      for (const call of calls) {
        const ready = await batch.prepare(call);
        if (ready) prepared.push([call, ready]);
      }
      for (const [call, ready] of prepared) started.push(batch.execute(call, ready));
      await Promise.all(started);
      for (const call of calls) await batch.announce(call);
    }
  } finally {
    stopListening();
  }
  return batch.outcome();
}

function createBatch(
  calls: readonly ToolCall[],
  scope: CallScope,
  announce: (result: ToolResultMessage) => Promise<void>,
) {
  const { config, clock, emit } = scope;
  const policy = config.steeringPolicy ?? "after-batch";
  const outcomes = new Map<ToolCall, { outcome: CallOutcome; message: ToolResultMessage }>();
  const running = new Map<ToolCall, { controller: AbortController; interruptible: boolean }>();
  const startedAt = new Map<ToolCall, number>();
  let recordFailure: { cause: unknown } | undefined;

  async function prepare(toolCall: ToolCall): Promise<PreparedCall | undefined> {
    startedAt.set(toolCall, clock.now());
    await emit({
      type: "tool_execution_start",
      toolCallId: toolCall.id,
      toolName: toolCall.name,
      args: toolCall.arguments,
      toolCall,
    });
    if (policy !== "after-batch" && config.hasSteering?.()) {
      await finish(toolCall, failure("Skipped due to queued user message."));
      return undefined;
    }
    const preparation = await prepareCall(toolCall, scope);
    if ("prepared" in preparation) return preparation.prepared;
    await finish(toolCall, preparation.outcome);
    return undefined;
  }

  async function execute(toolCall: ToolCall, prepared: PreparedCall): Promise<void> {
    const controller = new AbortController();
    const onAbort = () => controller.abort(scope.signal.reason);
    if (scope.signal.aborted) onAbort();
    else scope.signal.addEventListener("abort", onAbort, { once: true });
    running.set(toolCall, { controller, interruptible: prepared.tool.interruptible !== false });
    try {
      await finish(toolCall, await executeCall(prepared, scope, controller.signal));
    } finally {
      running.delete(toolCall);
      scope.signal.removeEventListener("abort", onAbort);
    }
  }

  async function finish(toolCall: ToolCall, outcome: CallOutcome): Promise<void> {
    const message: ToolResultMessage = {
      role: "toolResult",
      toolCallId: toolCall.id,
      toolName: toolCall.name,
      content: outcome.result.content,
      details: outcome.result.details,
      ...(outcome.result.usage && { usage: outcome.result.usage }),
      isError: outcome.isError,
      timestamp: clock.now(),
    };
    outcomes.set(toolCall, { outcome, message });
    try {
      await config.record?.(message);
    } catch (cause) {
      recordFailure ??= { cause };
    }
    await emit({
      type: "tool_execution_end",
      toolCallId: toolCall.id,
      toolName: toolCall.name,
      result: outcome.result,
      isError: outcome.isError,
      toolCall,
      durationMs: clock.now() - (startedAt.get(toolCall) ?? clock.now()),
    });
  }

  return {
    prepare,
    execute,
    async run(toolCall: ToolCall): Promise<void> {
      const prepared = await prepare(toolCall);
      if (prepared) await execute(toolCall, prepared);
    },
    async announce(toolCall: ToolCall): Promise<void> {
      const finished = outcomes.get(toolCall);
      if (finished) await announce(finished.message);
    },
    /** Under `cancel-running` a steering message stops what can be stopped. */
    cancelOnSteering(): () => void {
      if (policy !== "cancel-running" || config.onSteering === undefined) return () => {};
      return config.onSteering(() => {
        for (const { controller, interruptible } of running.values()) {
          if (interruptible) controller.abort(steeringCancellation);
        }
      });
    },
    outcome(): BatchOutcome {
      const finished = calls.flatMap((call) => outcomes.get(call) ?? []);
      return {
        results: finished.map(({ message }) => message),
        terminate: finished.length > 0 && finished.every(({ outcome }) => outcome.result.terminate),
        failure: recordFailure,
      };
    },
  };
}

function toolOf(call: ToolCall, scope: CallScope) {
  return scope.context.tools?.find((tool) => tool.name === call.name);
}
