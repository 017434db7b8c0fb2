import { recordField } from "../../wire/fields.ts";
import { type Answer, type AnswerBlock, estimateTokens } from "../answer.ts";
import { splitText } from "../split-text.ts";
import { openaiErrorBody } from "./openai-error.ts";
import type { VendorCall, VendorFailure } from "./protocol.ts";

/**
 * An answer as chunks of the Chat Completions API. Thinking goes into `reasoning_content`, the field that most servers
 * of this protocol use.
 *
 * @see https://platform.openai.com/docs/api-reference/chat-streaming
 */
export function completionsOpening(answer: Answer, call: VendorCall): object[] {
  const chunks = [chunk(call, { role: "assistant", content: "", refusal: null })];
  let callIndex = 0;
  for (const block of answer.blocks) {
    const deltas = deltasOf(block, callIndex, answer.deltaSize);
    for (const delta of deltas) chunks.push(chunk(call, delta));
    if (block.type === "toolCall") callIndex++;
  }
  return chunks;
}

/** The usage is a chunk of its own, without choices, behind the finish reason. */
export function completionsEnding(answer: Answer, call: VendorCall): object[] {
  const refusal = answer.error?.message;
  return [
    ...(refusal === undefined ? [] : [chunk(call, { refusal })]),
    chunk(call, {}, finishReason(answer)),
    ...(wantsUsage(call)
      ? [
          {
            ...envelope(call, "chat.completion.chunk"),
            choices: [],
            usage: usageOf(answer, call),
          },
        ]
      : []),
  ];
}

/** A chunk that is an error. */
export function completionsStreamErrors(failure: VendorFailure): object[] {
  return [openaiErrorBody(failure)];
}

/** An answer as one completion. */
export function completionsWhole(answer: Answer, call: VendorCall): object {
  const text = joined(answer, "text");
  const thinking = joined(answer, "thinking");
  const calls = answer.blocks.filter((block) => block.type === "toolCall").map(toolCall);
  return {
    ...envelope(call, "chat.completion"),
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: text === "" ? null : text,
          refusal: answer.error?.message ?? null,
          ...(thinking !== "" && { reasoning_content: thinking }),
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: finishReason(answer),
      },
    ],
    usage: usageOf(answer, call),
  };
}

function chunk(call: VendorCall, delta: object, finishReason: string | null = null): object {
  return {
    ...envelope(call, "chat.completion.chunk"),
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...(wantsUsage(call) && { usage: null }),
  };
}

function envelope(call: VendorCall, object: string) {
  return {
    id: `chatcmpl-${String(call.index + 1).padStart(4, "0")}`,
    object,
    created: 1_700_000_000,
    model: call.model,
    service_tier: "default",
    system_fingerprint: "fp_scripted",
  };
}

function deltasOf(block: AnswerBlock, index: number, deltaSize: number): object[] {
  switch (block.type) {
    case "text":
      return splitText(block.text, deltaSize).map((content) => ({ content }));
    case "thinking":
      return splitText(block.redacted ? "" : block.thinking, deltaSize).map(
        (reasoning_content) => ({ reasoning_content }),
      );
    case "toolCall": {
      const { id, type, function: opened } = toolCall(block);
      const start = { index, id, type, function: { name: opened.name, arguments: "" } };
      const pieces = splitText(block.rawArguments, deltaSize);
      return [start, ...pieces.map((piece) => ({ index, function: { arguments: piece } }))].map(
        (call) => ({ tool_calls: [call] }),
      );
    }
  }
}

function toolCall(block: Extract<AnswerBlock, { type: "toolCall" }>) {
  return {
    id: block.id,
    type: "function",
    function: { name: block.name, arguments: block.rawArguments },
  };
}

function finishReason(answer: Answer): string {
  if (answer.error?.kind === "content_filter") return "content_filter";
  return finishReasons[answer.stopReason];
}

const finishReasons = { stop: "stop", length: "length", toolUse: "tool_calls" };

function joined(answer: Answer, type: "text" | "thinking"): string {
  let text = "";
  for (const block of answer.blocks) {
    if (block.type === "text" && type === "text") text += block.text;
    if (block.type === "thinking" && type === "thinking") text += block.thinking;
  }
  return text;
}

/** A stream carries its usage only if it was asked to. */
function wantsUsage({ body }: VendorCall): boolean {
  return recordField(body, "stream_options").include_usage === true;
}

/** `prompt_tokens` includes what the cache read and wrote. */
function usageOf(answer: Answer, call: VendorCall) {
  const { input, output, cacheRead, cacheWrite, reasoning = 0 } = answer.usage;
  const prompt =
    (input ?? estimateTokens(JSON.stringify(call.body).length)) + cacheRead + cacheWrite;
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: {
      cached_tokens: cacheRead,
      ...(cacheWrite > 0 && { cache_write_tokens: cacheWrite }),
      audio_tokens: 0,
    },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
