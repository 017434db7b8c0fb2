import type { ErrorKind } from "../../message.ts";
import { type Answer, type AnswerBlock, estimateTokens } from "../answer.ts";
import { splitText } from "../split-text.ts";
import { stepError } from "../step-error.ts";
import { parsedArguments } from "./parsed-arguments.ts";
import type { Refusal, VendorCall, VendorFailure } from "./protocol.ts";

/**
 * An answer as the events of the Messages API.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function anthropicOpening(answer: Answer, call: VendorCall): object[] {
  const events: object[] = [
    {
      type: "message_start",
      message: {
        ...envelope(call),
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...usageOf(answer, call), output_tokens: 1 },
      },
    },
    { type: "ping" },
  ];
  for (const [index, block] of answer.blocks.entries()) {
    events.push(...blockEvents(block, index, answer.deltaSize));
  }
  return events;
}

/** The counts of `message_delta` are those of the whole answer. */
export function anthropicEnding(answer: Answer, call: VendorCall): object[] {
  const usage = tokensOf(answer, call);
  return [{ type: "message_delta", delta: stopOf(answer), usage }, { type: "message_stop" }];
}

/** An answer as one message. */
export function anthropicWhole(answer: Answer, call: VendorCall): object {
  return {
    ...envelope(call),
    content: answer.blocks.map(contentBlock),
    ...stopOf(answer),
    usage: usageOf(answer, call),
  };
}

/** @see https://platform.claude.com/docs/en/api/errors */
export function anthropicRefusal(failure: VendorFailure): Refusal {
  const { status, retryAfterMs } = failure;
  return {
    status: status ?? errors[failure.kind].status,
    headers: retryAfterMs === undefined ? {} : { "retry-after": String(retryAfterMs / 1_000) },
    body: { ...errorBody(failure), request_id: "req_scripted" },
  };
}

/** The `error` event that ends a stream. */
export function anthropicStreamErrors(failure: VendorFailure): object[] {
  return [errorBody(failure)];
}

function errorBody(failure: VendorFailure): object {
  const text = failure.message ?? errors[failure.kind].message ?? stepError(failure).message;
  const message = failure.field ? `${failure.field}: ${text}` : text;
  return { type: "error", error: { type: errorType(failure), message } };
}

function errorType({ kind, status }: VendorFailure): string {
  if (status === 403) return "permission_error";
  if (status === 413) return "request_too_large";
  return errors[kind].type;
}

const errors: Record<ErrorKind, { status: number; type: string; message?: string }> = {
  auth: { status: 401, type: "authentication_error", message: "invalid x-api-key" },
  rate_limit: { status: 429, type: "rate_limit_error" },
  overloaded: { status: 529, type: "overloaded_error", message: "Overloaded" },
  quota: {
    status: 402,
    type: "billing_error",
    message: "Your credit balance is too low to access the Anthropic API.",
  },
  context_overflow: {
    status: 400,
    type: "invalid_request_error",
    message: "prompt is too long: 250000 tokens > 200000 maximum",
  },
  invalid_request: { status: 400, type: "invalid_request_error" },
  content_filter: {
    status: 400,
    type: "invalid_request_error",
    message: "Output blocked by content filtering policy",
  },
  not_found: { status: 404, type: "not_found_error" },
  network: { status: 502, type: "api_error" },
  timeout: { status: 504, type: "timeout_error" },
  server: { status: 500, type: "api_error", message: "Internal server error" },
  aborted: { status: 499, type: "api_error" },
};

function envelope(call: VendorCall) {
  return {
    id: `msg_${String(call.index + 1).padStart(4, "0")}`,
    type: "message",
    role: "assistant",
    model: call.model,
  };
}

function blockEvents(block: AnswerBlock, index: number, deltaSize: number): object[] {
  const start = { type: "content_block_start", index, content_block: emptyBlock(block) };
  const stop = { type: "content_block_stop", index };
  const deltas = deltasOf(block, deltaSize).map((delta) => ({
    type: "content_block_delta",
    index,
    delta,
  }));
  return [start, ...deltas, stop];
}

function emptyBlock(block: AnswerBlock): object {
  if (block.type === "text") return { type: "text", text: "" };
  if (block.type === "toolCall") return toolUse(block, {});
  if (block.redacted) return contentBlock(block);
  return { type: "thinking", thinking: "", signature: "" };
}

function deltasOf(block: AnswerBlock, deltaSize: number): object[] {
  switch (block.type) {
    case "text":
      return splitText(block.text, deltaSize).map((text) => ({ type: "text_delta", text }));
    case "toolCall":
      // the real API opens with an empty piece, and sends nothing else for a call without arguments
      return [
        "",
        ...splitText(block.rawArguments === "{}" ? "" : block.rawArguments, deltaSize),
      ].map((partial_json) => ({ type: "input_json_delta", partial_json }));
    case "thinking": {
      if (block.redacted) return [];
      const deltas: object[] = splitText(block.thinking, deltaSize).map((thinking) => ({
        type: "thinking_delta",
        thinking,
      }));
      const signature = signatureOf(block.signature);
      return signature === "" ? deltas : [...deltas, { type: "signature_delta", signature }];
    }
  }
}

function contentBlock(block: AnswerBlock): object {
  switch (block.type) {
    case "text":
      return { type: "text", text: block.text };
    case "toolCall":
      return toolUse(block, parsedArguments(block.rawArguments) ?? {});
    case "thinking":
      return block.redacted
        ? { type: "redacted_thinking", data: signatureOf(block.signature) }
        : { type: "thinking", thinking: block.thinking, signature: signatureOf(block.signature) };
  }
}

function toolUse(block: Extract<AnswerBlock, { type: "toolCall" }>, input: unknown): object {
  return { type: "tool_use", id: block.id, name: block.name, input };
}

/** Real thinking is always signed; a script that wants none says `""`. */
function signatureOf(signature: string | undefined): string {
  return signature ?? "c2NyaXB0ZWQgc2lnbmF0dXJl";
}

function stopOf(answer: Answer): object {
  if (answer.error?.kind === "content_filter") {
    return {
      stop_reason: "refusal",
      stop_sequence: null,
      stop_details: {
        type: "refusal",
        category: null,
        explanation: answer.error.message ?? "This request was blocked under the usage policy.",
      },
    };
  }
  return { stop_reason: stopReasons[answer.stopReason], stop_sequence: null };
}

const stopReasons = { stop: "end_turn", length: "max_tokens", toolUse: "tool_use" };

function usageOf(answer: Answer, call: VendorCall) {
  const { cacheWrite } = answer.usage;
  return {
    ...tokensOf(answer, call),
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite, ephemeral_1h_input_tokens: 0 },
    service_tier: "standard",
  };
}

/** `input_tokens` leaves out what the cache read and wrote. */
function tokensOf(answer: Answer, call: VendorCall) {
  const { input, output, cacheRead, cacheWrite, reasoning = 0 } = answer.usage;
  return {
    input_tokens: input ?? estimateTokens(JSON.stringify(call.body).length),
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    output_tokens: output,
    output_tokens_details: { thinking_tokens: reasoning },
  };
}
