import type { ToolCall, ToolResultMessage } from "@argent/ai";
import {
  type CallOutcome,
  type CallScope,
  failure,
  type PreparedCall,
  prepareCall,
  type RunningCall,
  startCall,
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
  toolCalls: readonly ToolCall[],
  scope: CallScope,
  announce: (result: ToolResultMessage) => Promise<void>,
): Promise<BatchOutcome> {
  const batch = createBatch(scope);
  const calls = toolCalls.map((toolCall): BatchCall => ({ toolCall, startedAt: 0 }));
  const sequential =
    scope.config.toolExecution === "sequential" ||
    toolCalls.some((call) => toolOf(call, scope)?.executionMode === "sequential");
  const stopListening = cancelOnSteering(calls, scope);
  try {
    if (sequential) {
      for (const call of calls) {
        await batch.prepare(call);
        if (call.prepared) await batch.execute(call, call.prepared);
        if (call.message) await announce(call.message);
      }
    } else {
      for (const call of calls) await batch.prepare(call);
      const executions: Promise<void>[] = [];
      for (const call of calls) {
        if (call.prepared) executions.push(batch.execute(call, call.prepared));
      }
      await Promise.all(executions);
      for (const call of calls) if (call.message) await announce(call.message);
    }
  } finally {
    stopListening();
  }
  return {
    results: calls.flatMap(({ message }) => message ?? []),
    terminate: calls.length > 0 && calls.every(({ outcome }) => outcome?.result.terminate),
    failure: batch.recordFailure(),
  };
}

/** What is known of a call so far. */
interface BatchCall {
  readonly toolCall: ToolCall;
  startedAt: number;
  /** Missing when it does not run. */
  prepared?: PreparedCall;
  running?: RunningCall | undefined;
  outcome?: CallOutcome;
  message?: ToolResultMessage;
}

function createBatch(scope: CallScope) {
  const { config, clock, emit, signal } = scope;
  let recordFailure: { cause: unknown } | undefined;

  async function prepare(call: BatchCall): Promise<void> {
    const { toolCall } = call;
    call.startedAt = clock.now();
    await emit({
      type: "tool_execution_start",
      toolCallId: toolCall.id,
      toolName: toolCall.name,
      args: toolCall.arguments,
      toolCall,
    });
    const refused = refusal();
    if (refused) return finish(call, refused);
    const preparation = await prepareCall(toolCall, scope);
    if ("outcome" in preparation) return finish(call, preparation.outcome);
    call.prepared = preparation.prepared;
  }

  async function execute(call: BatchCall, prepared: PreparedCall): Promise<void> {
    // Much may have happened while it and its siblings were prepared, for example while a person was asked.
    const refused = refusal();
    if (refused) return finish(call, refused);
    const running = startCall(prepared, scope);
    call.running = running;
    const onAbort = () => running.cancel(signal.reason);
    // A tool may abort the run before it first waits.
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    const outcome = await running.outcome;
    signal.removeEventListener("abort", onAbort);
    call.running = undefined;
    await finish(call, outcome);
  }

  /** Why a call must not begin now. */
  function refusal(): CallOutcome | undefined {
    if (signal.aborted) return failure("Operation aborted");
    if (recordFailure) {
      return failure("Not executed: the result of an earlier call could not be recorded.");
    }
    const { steeringPolicy = "after-batch", hasSteering } = config;
    return steeringPolicy !== "after-batch" && hasSteering?.()
      ? failure("Skipped due to queued user message.")
      : undefined;
  }

  async function finish(call: BatchCall, outcome: CallOutcome): Promise<void> {
    const { toolCall } = call;
    const { result, isError } = outcome;
    const finishedAt = clock.now();
    const message: ToolResultMessage = {
      role: "toolResult",
      toolCallId: toolCall.id,
      toolName: toolCall.name,
      content: result.content,
      details: result.details,
      ...(result.usage && { usage: result.usage }),
      isError,
      timestamp: finishedAt,
    };
    call.outcome = outcome;
    call.message = message;
    try {
      await config.record?.(message);
    } catch (cause) {
      recordFailure ??= { cause };
    }
    await emit({
      type: "tool_execution_end",
      toolCallId: toolCall.id,
      toolName: toolCall.name,
      result,
      isError,
      toolCall,
      durationMs: finishedAt - call.startedAt,
    });
  }

  return { prepare, execute, recordFailure: () => recordFailure };
}

/** Under `cancel-running` a steering message stops what can be stopped. */
function cancelOnSteering(calls: readonly BatchCall[], { config }: CallScope): () => void {
  if (config.steeringPolicy !== "cancel-running" || config.onSteering === undefined) {
    return () => {};
  }
  return config.onSteering(() => {
    for (const { prepared, running } of calls) {
      if (prepared?.tool.interruptible !== false) running?.cancel(steeringCancellation);
    }
  });
}

function toolOf(call: ToolCall, scope: CallScope) {
  return scope.context.tools?.find((tool) => tool.name === call.name);
}
