import type { VendorApi } from "../src/testing/vendor-server/protocol.ts";
import {
  arrayField,
  type Fields,
  isRecord,
  numberField,
  recordField,
  recordOf,
  stringField,
} from "../src/wire/fields.ts";

/** What an answer says, as far as two very different readers can agree on it. */
export interface Reading {
  text: string;
  thinking: string;
  calls: { id: unknown; name: unknown; arguments: unknown }[];
  /** Tokens, cached ones included. */
  prompt: number;
  output: number;
}

/** A reader of one protocol's payloads that knows all of them at once and keeps no state. */
export interface NaiveReader {
  /** Whether the answer is complete with this payload. */
  completes(payload: Fields): boolean;
  /** Nothing of the answer follows that payload; what does is another answer. */
  endsThere: boolean;
  /** Whether the vendor says that it refused. */
  refuses(payload: Fields): boolean;
  read(payloads: readonly Fields[]): Reading;
}

export const naiveReaders: Record<VendorApi, NaiveReader> = {
  "anthropic-messages": {
    completes: ({ type }) => type === "message_stop",
    endsThere: true,
    refuses: (payload) => recordField(payload, "delta").stop_reason === "refusal",
    read: readMessage,
  },
  "openai-completions": {
    completes: (payload) => Boolean(choiceOf(payload).finish_reason),
    endsThere: false,
    refuses: (payload) => choiceOf(payload).finish_reason === "content_filter",
    read: readChunks,
  },
  "openai-responses": {
    completes: ({ type }) => /^response\.(completed|incomplete|failed)$/.test(String(type)),
    endsThere: true,
    refuses: ({ type }) => type === "response.refusal.done",
    read: readResponse,
  },
  "google-generative-ai": {
    completes: (payload) => candidateOf(payload).finishReason !== undefined,
    endsThere: false,
    refuses: (payload) => candidateOf(payload).finishReason === "SAFETY",
    read: readCandidates,
  },
};

/** Stands for the id of a call that has none of the vendor's. */
export const madeUpId = "made up";

function readMessage(payloads: readonly Fields[]): Reading {
  const deltas = payloads.map((payload) => ({
    ...recordField(payload, "delta"),
    at: payload.index,
  }));
  const joined = (field: string, index?: unknown) =>
    deltas
      .filter((delta) => index === undefined || delta.at === index)
      .map((delta) => stringField(delta, field) ?? "")
      .join("");
  const calls = payloads.flatMap((payload) => {
    const block = recordField(payload, "content_block");
    if (block.type !== "tool_use") return [];
    const raw = joined("partial_json", payload.index);
    return [{ id: block.id, name: block.name, arguments: raw ? JSON.parse(raw) : block.input }];
  });
  const usages = payloads
    .flatMap((payload) => [payload.usage, recordField(payload, "message").usage])
    .filter(isRecord);
  const most = (name: string) =>
    Math.max(0, ...usages.map((usage) => numberField(usage, name) ?? 0));
  return {
    text: joined("text"),
    thinking: joined("thinking"),
    calls,
    prompt:
      most("input_tokens") + most("cache_read_input_tokens") + most("cache_creation_input_tokens"),
    output: most("output_tokens"),
  };
}

function choiceOf(payload: Fields): Fields {
  return recordOf(arrayField(payload, "choices")[0]);
}

function readChunks(payloads: readonly Fields[]): Reading {
  const deltas = payloads.map((payload) => recordField(choiceOf(payload), "delta"));
  const joined = (values: unknown[]) => values.map((value) => value ?? "").join("");
  const pieces = deltas.flatMap((delta) => arrayField(delta, "tool_calls")).map(recordOf);
  const indexes = [...new Set(pieces.map((piece) => piece.index))];
  const usage = recordOf(payloads.map((payload) => payload.usage).findLast(Boolean));
  return {
    text: joined(deltas.map((delta) => delta.content)),
    thinking: joined(deltas.map((delta) => delta.reasoning_content ?? delta.reasoning)),
    calls: indexes.map((index) => {
      const own = pieces.filter((piece) => piece.index === index);
      const functions = own.map((piece) => recordField(piece, "function"));
      return {
        id: own[0]?.id,
        name: functions[0]?.name,
        arguments: JSON.parse(joined(functions.map((body) => body.arguments))),
      };
    }),
    prompt: numberField(usage, "prompt_tokens") ?? 0,
    output: numberField(usage, "completion_tokens") ?? 0,
  };
}

function readResponse(payloads: readonly Fields[]): Reading {
  const deltas = (type: string) =>
    payloads
      .filter((payload) => payload.type === type)
      .map((payload) => payload.delta)
      .join("");
  const items = payloads
    .filter((payload) => payload.type === "response.output_item.done")
    .map((payload) => recordField(payload, "item"));
  const usage = recordField(recordField(payloads.at(-1) ?? {}, "response"), "usage");
  return {
    text: deltas("response.output_text.delta"),
    thinking: deltas("response.reasoning_summary_text.delta"),
    calls: items
      .filter((item) => item.type === "function_call")
      .map((item) => ({
        id: `${item.call_id}|${item.id}`,
        name: item.name,
        arguments: JSON.parse(String(item.arguments)),
      })),
    prompt: numberField(usage, "input_tokens") ?? 0,
    output: numberField(usage, "output_tokens") ?? 0,
  };
}

function candidateOf(payload: Fields): Fields {
  return recordOf(arrayField(payload, "candidates")[0]);
}

function readCandidates(payloads: readonly Fields[]): Reading {
  const parts = payloads.flatMap((payload) =>
    arrayField(recordField(candidateOf(payload), "content"), "parts").map(recordOf),
  );
  const usage = recordField(payloads.at(-1) ?? {}, "usageMetadata");
  const count = (name: string) => numberField(usage, name) ?? 0;
  return {
    text: parts.map((part) => (part.thought ? "" : (part.text ?? ""))).join(""),
    thinking: parts.map((part) => (part.thought ? part.text : "")).join(""),
    calls: parts
      .filter((part) => part.functionCall !== undefined)
      .map((part) => recordField(part, "functionCall"))
      .map((call) => ({ id: call.id ?? madeUpId, name: call.name, arguments: call.args })),
    prompt: count("promptTokenCount"),
    output: count("candidatesTokenCount") + count("thoughtsTokenCount"),
  };
}
