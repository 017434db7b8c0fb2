import { type Answer, type AnswerBlock, estimateTokens } from "../answer.ts";
import { splitText } from "../split-text.ts";
import { openaiError } from "./openai-error.ts";
import type { VendorCall, VendorFailure } from "./protocol.ts";

/**
 * An answer as events of the Responses API.
 *
 * @see https://platform.openai.com/docs/api-reference/responses-streaming
 */
export function responsesOpening(answer: Answer, call: VendorCall): object[] {
  const response = { ...envelope(call), status: "in_progress", output: [], usage: null };
  const events: object[] = [
    { type: "response.created", response },
    { type: "response.in_progress", response },
  ];
  for (const [index, block] of answer.blocks.entries()) {
    events.push(...itemEvents(itemOf(block, index, call), index, answer.deltaSize));
  }
  return events;
}

/** The last event carries the whole response again. */
export function responsesEnding(answer: Answer, call: VendorCall): object[] {
  const response = responsesWhole(answer, call);
  return [{ type: `response.${response.status}`, response }];
}

/** An answer as one response. */
export function responsesWhole(answer: Answer, call: VendorCall) {
  const incomplete = incompleteReason(answer);
  return {
    ...envelope(call),
    status: incomplete === undefined ? "completed" : "incomplete",
    incomplete_details: incomplete === undefined ? null : { reason: incomplete },
    output: answer.blocks.map((block, index) => itemOf(block, index, call)),
    usage: usageOf(answer, call),
  };
}

/** The API says it twice: as an `error` event, and as the response that failed. */
export function responsesStreamErrors(failure: VendorFailure, call: VendorCall): object[] {
  const error = openaiError(failure);
  const { code, type, message } = error;
  const response = {
    ...envelope(call),
    status: "failed",
    output: [],
    error: { code: code ?? type, message },
    usage: null,
  };
  return [
    { type: "error", error },
    { type: "response.failed", response },
  ];
}

function envelope(call: VendorCall) {
  return {
    id: `resp_${paddedId(call, 0)}`,
    object: "response",
    created_at: 1_700_000_000,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: call.body.max_output_tokens ?? null,
    metadata: {},
    model: call.model,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: call.body.reasoning ?? { effort: null, summary: null },
    service_tier: "default",
    store: call.body.store ?? true,
    temperature: 1,
    text: call.body.text ?? { format: { type: "text" } },
    tool_choice: call.body.tool_choice ?? "auto",
    tools: call.body.tools ?? [],
    top_p: 1,
    truncation: "disabled",
  };
}

/** Item ids are made of the request's and the item's number, and begin as the vendor's do. */
function paddedId(call: VendorCall, index: number): string {
  return `${String(call.index + 1).padStart(4, "0")}${String(index).padStart(4, "0")}`;
}

type Item = MessageItem | FunctionCallItem | ReasoningItem;

interface MessageItem {
  id: string;
  type: "message";
  status: string;
  role: "assistant";
  content: { type: "output_text"; text: string; annotations: []; logprobs: [] }[];
}

interface FunctionCallItem {
  id: string;
  type: "function_call";
  status: string;
  call_id: string;
  name: string;
  arguments: string;
}

interface ReasoningItem {
  id: string;
  type: "reasoning";
  summary: { type: "summary_text"; text: string }[];
  encrypted_content?: string;
}

function itemOf(block: AnswerBlock, index: number, call: VendorCall): Item {
  const id = paddedId(call, index);
  switch (block.type) {
    case "text":
      return {
        id: `msg_${id}`,
        type: "message",
        status: "completed",
        role: "assistant",
        content: [{ type: "output_text", text: block.text, annotations: [], logprobs: [] }],
      };
    case "toolCall":
      return {
        id: `fc_${id}`,
        type: "function_call",
        status: "completed",
        call_id: block.id,
        name: block.name,
        arguments: block.rawArguments,
      };
    case "thinking": {
      const hidden = block.redacted || block.thinking === "";
      return {
        id: `rs_${id}`,
        type: "reasoning",
        summary: hidden ? [] : [{ type: "summary_text", text: block.thinking }],
        ...(wantsEncrypted(call) && {
          encrypted_content: block.signature ?? `gAAAAA-scripted-${id}`,
        }),
      };
    }
  }
}

/** The encrypted thought is sent only to those who ask for it. */
function wantsEncrypted({ body }: VendorCall): boolean {
  return Array.isArray(body.include) && body.include.includes("reasoning.encrypted_content");
}

function itemEvents(item: Item, index: number, deltaSize: number): object[] {
  const place = { item_id: item.id, output_index: index };
  return [
    { type: "response.output_item.added", output_index: index, item: begun(item) },
    ...innerEvents(item, place, deltaSize),
    { type: "response.output_item.done", output_index: index, item },
  ];
}

function begun(item: Item): object {
  switch (item.type) {
    case "message":
      return { ...item, status: "in_progress", content: [] };
    case "function_call":
      return { ...item, status: "in_progress", arguments: "" };
    case "reasoning":
      return { ...item, summary: [] };
  }
}

interface Place {
  item_id: string;
  output_index: number;
}

function innerEvents(item: Item, place: Place, deltaSize: number): object[] {
  switch (item.type) {
    case "message":
      return item.content.flatMap((part) => {
        const at = { ...place, content_index: 0 };
        return [
          { type: "response.content_part.added", ...at, part: { ...part, text: "" } },
          ...splitText(part.text, deltaSize).map((delta) => ({
            type: "response.output_text.delta",
            ...at,
            delta,
            logprobs: [],
          })),
          { type: "response.output_text.done", ...at, text: part.text, logprobs: [] },
          { type: "response.content_part.done", ...at, part },
        ];
      });
    case "reasoning":
      return item.summary.flatMap((part) => {
        const at = { ...place, summary_index: 0 };
        return [
          { type: "response.reasoning_summary_part.added", ...at, part: { ...part, text: "" } },
          ...splitText(part.text, deltaSize).map((delta) => ({
            type: "response.reasoning_summary_text.delta",
            ...at,
            delta,
          })),
          { type: "response.reasoning_summary_text.done", ...at, text: part.text },
          { type: "response.reasoning_summary_part.done", ...at, part },
        ];
      });
    case "function_call":
      return [
        ...splitText(item.arguments, deltaSize).map((delta) => ({
          type: "response.function_call_arguments.delta",
          ...place,
          delta,
        })),
        { type: "response.function_call_arguments.done", ...place, arguments: item.arguments },
      ];
  }
}

function incompleteReason(answer: Answer): string | undefined {
  if (answer.error?.kind === "content_filter") return "content_filter";
  return answer.stopReason === "length" ? "max_output_tokens" : undefined;
}

/** `input_tokens` includes what the cache read and wrote. */
function usageOf(answer: Answer, call: VendorCall) {
  const { input, output, cacheRead, cacheWrite, reasoning = 0 } = answer.usage;
  const prompt =
    (input ?? estimateTokens(JSON.stringify(call.body).length)) + cacheRead + cacheWrite;
  return {
    input_tokens: prompt,
    input_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: prompt + output,
  };
}
