import type { ToolCall, ToolResultMessage } from "@argent/ai";
import type { AgentTool } from "../tool.ts";
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
  announce: (result: ToolResultMessage) => Promise<void> | void,
): Promise<BatchOutcome> {
  const batch: Batch = { scope, recordFailure: undefined };
  const calls = toolCalls.map((toolCall) => batchCall(toolCall, scope));
  const isOneByOne =
    calls.length === 1 ||
    scope.config.toolExecution === "sequential" ||
    calls.some(({ tool }) => tool?.executionMode === "sequential");
  const stopListening = cancelOnSteering(calls, scope);
  try {
    if (isOneByOne) {
      for (const call of calls) {
        await prepare(call, batch);
        if (call.prepared) await execute(call, call.prepared, batch);
        const announced = call.message && announce(call.message);
        if (announced !== undefined) await announced;
      }
    } else {
      for (const call of calls) await prepare(call, batch);
      const executions: Promise<void>[] = [];
      for (const call of calls) {
        if (call.prepared) executions.push(execute(call, call.prepared, batch));
      }
      await Promise.all(executions);
      for (const { message } of calls) if (message) await announce(message);
    }
  } finally {
    stopListening?.();
  }
  const results: ToolResultMessage[] = [];
  let terminate = calls.length > 0;
  for (const { message, outcome } of calls) {
    if (message) results.push(message);
    if (!outcome?.result.terminate) terminate = false;
  }
  return { results, terminate, failure: batch.recordFailure };
}

interface Batch {
  readonly scope: CallScope;
  /** Why a result could not be made durable. */
  recordFailure: { cause: unknown } | undefined;
}

/** What is known of a call so far. */
interface BatchCall {
  readonly toolCall: ToolCall;
  /** Missing when there is none of its name. */
  readonly tool: AgentTool | undefined;
  startedAt: number;
  /** Missing when it does not run. */
  prepared: PreparedCall | undefined;
  running: RunningCall | undefined;
  outcome: CallOutcome | undefined;
  message: ToolResultMessage | undefined;
}

function batchCall(toolCall: ToolCall, { context }: CallScope): BatchCall {
  return {
    toolCall,
    tool: context.tools?.find(({ name }) => name === toolCall.name),
    startedAt: 0,
    prepared: undefined,
    running: undefined,
    outcome: undefined,
    message: undefined,
  };
}

async function prepare(call: BatchCall, batch: Batch): Promise<void> {
  const { toolCall, tool } = call;
  const { clock, emit } = batch.scope;
  call.startedAt = clock.now();
  const told = emit({
    type: "tool_execution_start",
    toolCallId: toolCall.id,
    toolName: toolCall.name,
    args: toolCall.arguments,
    toolCall,
  });
  if (told !== undefined) await told;
  const refused = refusal(batch);
  if (refused) return finish(call, refused, batch);
  const preparation = await prepareCall(toolCall, tool, batch.scope);
  if ("outcome" in preparation) return finish(call, preparation.outcome, batch);
  call.prepared = preparation.prepared;
}

async function execute(call: BatchCall, prepared: PreparedCall, batch: Batch): Promise<void> {
  // Much may have happened while it and its siblings were prepared, for example while a person was asked.
  const refused = refusal(batch);
  if (refused) return finish(call, refused, batch);
  call.running = startCall(prepared, batch.scope);
  const outcome = await call.running.outcome;
  call.running = undefined;
  await finish(call, outcome, batch);
}

/** Why a call must not begin now. */
function refusal({ scope, recordFailure }: Batch): CallOutcome | undefined {
  if (scope.abort.signal.aborted) return failure("Operation aborted");
  if (recordFailure) {
    return failure("Not executed: the result of an earlier call could not be recorded.");
  }
  const { steeringPolicy = "after-batch", hasSteering } = scope.config;
  return steeringPolicy !== "after-batch" && hasSteering?.()
    ? failure("Skipped due to queued user message.")
    : undefined;
}

async function finish(call: BatchCall, outcome: CallOutcome, batch: Batch): Promise<void> {
  const { config, clock, emit } = batch.scope;
  const { toolCall } = call;
  const { result, isError } = outcome;
  const finishedAt = clock.now();
  const message: ToolResultMessage = {
    role: "toolResult",
    toolCallId: toolCall.id,
    toolName: toolCall.name,
    content: result.content,
    details: result.details,
    isError,
    timestamp: finishedAt,
  };
  if (result.usage) message.usage = result.usage;
  call.outcome = outcome;
  call.message = message;
  try {
    if (config.record) await config.record(message);
  } catch (cause) {
    batch.recordFailure ??= { cause };
  }
  const told = emit({
    type: "tool_execution_end",
    toolCallId: toolCall.id,
    toolName: toolCall.name,
    result,
    isError,
    toolCall,
    durationMs: finishedAt - call.startedAt,
  });
  if (told !== undefined) await told;
}

/** Under `cancel-running` a steering message stops what can be stopped. */
function cancelOnSteering(
  calls: readonly BatchCall[],
  { config }: CallScope,
): (() => void) | undefined {
  if (config.steeringPolicy !== "cancel-running") return undefined;
  return config.onSteering?.(() => {
    for (const { prepared, running } of calls) {
      if (prepared?.tool.interruptible !== false) running?.cancel(steeringCancellation);
    }
  });
}
