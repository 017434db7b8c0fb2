import {
  AiError,
  type AssistantMessage,
  type Clock,
  type ToolCall,
  type ToolValidator,
} from "@argent/ai";
import type { AgentContext } from "../context.ts";
import type { EmitEvent } from "../event.ts";
import type { AgentTool, AgentToolResult } from "../tool.ts";
import type { AbortWatch } from "./abort-watch.ts";
import { type AgentLoopConfig, defaultAbortGraceMs } from "./config.ts";
import { inGrace } from "./in-grace.ts";

/** What the calls of one answer share. */
export interface CallScope {
  assistantMessage: AssistantMessage;
  context: AgentContext;
  config: AgentLoopConfig;
  clock: Clock;
  abort: AbortWatch;
  emit: EmitEvent;
  validate: ToolValidator;
}

export interface CallOutcome {
  result: AgentToolResult;
  isError: boolean;
}

/** A call that may run: its tool is known, its arguments are valid and nobody blocked it. */
export interface PreparedCall {
  toolCall: ToolCall;
  tool: AgentTool;
  args: unknown;
}

/** Validates the arguments and asks `beforeToolCall`; an outcome means that the call does not run. */
export async function prepareCall(
  toolCall: ToolCall,
  tool: AgentTool | undefined,
  scope: CallScope,
): Promise<{ prepared: PreparedCall } | { outcome: CallOutcome }> {
  const { assistantMessage, context, config, clock, abort, validate } = scope;
  const { signal } = abort;
  if (assistantMessage.stopReason === "length") {
    return {
      outcome: failure(
        `Tool call "${toolCall.name}" was not executed: the response hit the output token limit, so its arguments may be incomplete. Make a shorter call.`,
      ),
    };
  }
  if (tool === undefined) return { outcome: failure(`Tool ${toolCall.name} not found`) };
  try {
    let args = validated(validate, tool, toolCall);
    const asked = config.beforeToolCall?.(
      { assistantMessage, toolCall, args, context, signal },
      signal,
    );
    // A hook may wait for a person. After an abort nobody needs the answer.
    const decision = asked && (await inGrace(Promise.resolve(asked), { abort, clock, graceMs: 0 }));
    if (decision?.block) {
      return { outcome: failure(decision.reason ?? "Tool execution was blocked") };
    }
    if (decision?.args !== undefined) {
      args = validate(tool, { arguments: record(decision.args) });
    }
    return { prepared: { toolCall, tool, args } };
  } catch (cause) {
    return { outcome: failure(cancellationText(signal) ?? messageOf(cause)) };
  }
}

function validated(validate: ToolValidator, tool: AgentTool, toolCall: ToolCall): unknown {
  const { arguments: given, argumentsError } = toolCall;
  if (argumentsError !== undefined || tool.prepareArguments === undefined)
    return validate(tool, toolCall);
  return validate(tool, { arguments: record(tool.prepareArguments(given)) });
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new AiError(
    "invalid_request",
    `Tool arguments must be an object, got ${JSON.stringify(value)}.`,
  );
}

/** A call that runs. */
export interface RunningCall {
  /** Always comes: a tool that ignores its signal is left behind after the grace, with a result that says so. */
  readonly outcome: Promise<CallOutcome>;
  /** Aborts the tool's own signal. */
  cancel(reason: unknown): void;
}

export function startCall(prepared: PreparedCall, scope: CallScope): RunningCall {
  const { toolCall, tool, args } = prepared;
  const { config, clock, abort } = scope;
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<CallOutcome>();
  let settled = false;
  let cancelTimer: (() => void) | undefined;

  function settle(outcome: CallOutcome): void {
    if (settled) return;
    settled = true;
    cancelTimer?.();
    abort.delete(onAbort);
    const { afterToolCall } = config;
    resolve(afterToolCall ? afterCall(afterToolCall, prepared, outcome, scope) : outcome);
  }

  function cancel(reason: unknown): void {
    if (settled || controller.signal.aborted) return;
    const graceMs = config.abortGraceMs ?? defaultAbortGraceMs;
    cancelTimer = clock.after(graceMs, () => {
      const text = cancellationText(controller.signal);
      settle(
        failure(
          `${text}. The tool did not stop within ${graceMs} ms and was left behind; what it did is unknown.`,
        ),
      );
    });
    controller.abort(reason);
  }

  function onAbort(): void {
    cancel(abort.signal.reason);
  }

  void invoke(tool, toolCall.id, args, controller.signal, (partialResult) => {
    if (settled) return; // a late update of a finished call would confuse every listener
    void scope.emit({
      type: "tool_execution_update",
      toolCallId: toolCall.id,
      toolName: toolCall.name,
      args,
      partialResult,
      toolCall,
    });
  }).then(settle);
  abort.add(onAbort); // calls back at once when the tool aborted the run before it first waited
  return { outcome: promise, cancel };
}

async function invoke(
  tool: AgentTool,
  id: string,
  args: unknown,
  signal: AbortSignal,
  onUpdate: (partial: AgentToolResult) => void,
): Promise<CallOutcome> {
  try {
    const result: Partial<AgentToolResult> | undefined = await tool.execute(
      id,
      args,
      signal,
      onUpdate,
    );
    // Tools are also written in JavaScript, and what has no content could never be sent to a model.
    if (!isResult(result)) {
      return failure(
        `Tool ${tool.name} gave no result: execute must resolve to an object with an array "content".`,
      );
    }
    return { result, isError: result.isError ?? false };
  } catch (cause) {
    return failure(cancellationText(signal) ?? messageOf(cause));
  }
}

/** A steering message cancels with its own reason; everything else is the caller's abort. */
function cancellationText(signal: AbortSignal): string | undefined {
  if (!signal.aborted) return undefined;
  return signal.reason === steeringCancellation
    ? "Cancelled because of a new message from the user"
    : "Operation aborted";
}

/** The abort reason of calls that a steering message cancelled. */
export const steeringCancellation = "steering";

async function afterCall(
  hook: NonNullable<AgentLoopConfig["afterToolCall"]>,
  { toolCall, args }: PreparedCall,
  outcome: CallOutcome,
  { assistantMessage, context, config, clock, abort }: CallScope,
): Promise<CallOutcome> {
  const { signal } = abort;
  try {
    const looking = hook({ assistantMessage, toolCall, args, context, signal, ...outcome }, signal);
    const graceMs = config.abortGraceMs ?? defaultAbortGraceMs;
    const change = looking && (await inGrace(Promise.resolve(looking), { abort, clock, graceMs }));
    if (change === undefined) return outcome;
    const { result, isError } = outcome;
    return {
      result: {
        ...result,
        content: change.content ?? result.content,
        details: change.details ?? result.details,
        terminate: change.terminate ?? result.terminate,
      },
      isError: change.isError ?? isError,
    };
  } catch (cause) {
    return failure(cancellationText(signal) ?? messageOf(cause));
  }
}

export function failure(text: string): CallOutcome {
  return { result: { content: [{ type: "text", text }], details: {} }, isError: true };
}

function isResult(result: Partial<AgentToolResult> | undefined): result is AgentToolResult {
  return Array.isArray(result?.content);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
