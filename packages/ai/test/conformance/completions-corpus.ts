import type { AnswerCorpus } from "./behaviours.ts";
import { cutCall, hello, madeUpId, toolCall } from "./expected-blocks.ts";

const chunk = (fields: object, finish_reason: string | null = null) => ({
  id: "chatcmpl_1",
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta: fields, finish_reason }],
});
const stopped = (reason: string, fields: object = {}) => chunk(fields, reason);
const counted = (usage: object) => ({ id: "chatcmpl_1", choices: [], usage });

const says = [chunk({ role: "assistant", content: "He" }), chunk({ content: "llo" })];
const answer = (...payloads: object[]) => [...payloads, stopped("stop")];
const calls = (...payloads: object[]) => [...payloads, stopped("tool_calls")];

/** A piece of one call; a missing field is left out. */
const piece = (index?: number, id?: string, args?: unknown, name?: string) =>
  chunk({
    tool_calls: [{ index, id, type: "function", function: { name, arguments: args } }],
  });
const begun = (index: number | undefined, id: string | undefined, args: unknown = "") =>
  piece(index, id, args, "look");

/** @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events */
export const completionsCorpus: AnswerCorpus = {
  text: [
    {
      title: "two deltas are one block, with null and empty contents between them",
      payloads: [
        says[0] ?? {},
        chunk({ content: null }),
        chunk({ content: "" }),
        ...answer(...says.slice(1)),
      ],
      content: [hello],
      message: { responseId: "chatcmpl_1", stopReason: "stop" },
    },
    {
      title: "a list of parts",
      payloads: answer(chunk({ content: [{ type: "text", text: "Hello" }] })),
      content: [hello],
    },
  ],
  thinking: ["reasoning_content", "reasoning", "reasoning_text"].map((field) => ({
    title: `in ${field}`,
    payloads: answer(chunk({ [field]: "H" }), chunk({ [field]: "m." }), ...says),
    content: [{ type: "thinking", thinking: "Hm.", thinkingSignature: field }, hello],
  })),
  signature: [
    {
      title: "the name of the field, under which the thought goes back",
      only: ["zai"],
      payloads: answer(chunk({ reasoning_content: "Hm." }), ...says),
      content: [
        { type: "thinking", thinking: "Hm.", thinkingSignature: "reasoning_content" },
        hello,
      ],
      replayed: [{ reasoning_content: "Hm." }],
    },
    {
      title: "details that repeat all that came before, which go back once",
      only: ["minimax"],
      payloads: answer(
        chunk({ reasoning_details: [{ text: "H" }] }),
        chunk({ reasoning_details: [{ text: "Hm." }] }),
        ...says,
      ),
      content: [
        { type: "thinking", thinking: "Hm.", thinkingSignature: "reasoning_details" },
        hello,
      ],
      replayed: [{ type: "reasoning.text", text: "Hm." }],
    },
  ],
  redacted: "a thought that is withheld does not come at all",
  encrypted: [
    {
      title: "details that belong to a call",
      only: ["minimax", "openai-compatible"],
      payloads: calls(
        begun(0, "call_1", '{"path":"a"}'),
        chunk({
          reasoning_details: [{ type: "reasoning.encrypted", id: "call_1", data: "c2VjcmV0" }],
        }),
      ),
      content: [
        toolCall("call_1", "a", {
          thoughtSignature: '{"type":"reasoning.encrypted","id":"call_1","data":"c2VjcmV0"}',
        }),
      ],
      replayed: [{ type: "reasoning.encrypted", id: "call_1", data: "c2VjcmV0" }],
    },
  ],
  summary: [
    {
      title: "in reasoning_details",
      payloads: answer(
        chunk({ reasoning_details: [{ type: "reasoning.summary", summary: "Hm." }] }),
        ...says,
      ),
      content: [
        { type: "thinking", thinking: "Hm.", thinkingSignature: "reasoning_details" },
        hello,
      ],
    },
  ],
  "parallel-calls": [
    {
      title: "behind a text",
      payloads: calls(
        ...says,
        begun(0, "call_1"),
        piece(0, undefined, '{"path"'),
        piece(0, undefined, ':"a"}'),
        begun(1, "call_2"),
        piece(1, undefined, '{"path":"b"}'),
      ),
      content: [hello, toolCall("call_1", "a"), toolCall("call_2", "b")],
      message: { stopReason: "toolUse" },
    },
    {
      title: "beside a finish reason that says stop",
      payloads: answer(begun(0, "call_1", '{"path":"a"}'), begun(1, "call_2", '{"path":"b"}')),
      content: [toolCall("call_1", "a"), toolCall("call_2", "b")],
      message: { stopReason: "toolUse" },
    },
  ],
  "interleaved-calls": [
    {
      title: "told apart by index",
      payloads: calls(
        begun(0, "call_1"),
        begun(1, "call_2"),
        piece(0, undefined, '{"path"'),
        piece(1, undefined, '{"path":'),
        piece(0, undefined, ':"a"}'),
        piece(1, undefined, '"b"}'),
      ),
      content: [toolCall("call_1", "a"), toolCall("call_2", "b")],
    },
  ],
  "missing-index": [
    {
      title: "told apart by id",
      payloads: calls(
        begun(undefined, "call_1"),
        piece(undefined, "call_1", '{"path":"a"}'),
        begun(undefined, "call_2"),
        piece(undefined, "call_2", '{"path":"b"}'),
      ),
      content: [toolCall("call_1", "a"), toolCall("call_2", "b")],
    },
    {
      title: "the same index for all",
      payloads: calls(begun(0, "call_1", '{"path":"a"}'), begun(0, "call_2", '{"path":"b"}')),
      content: [toolCall("call_1", "a"), toolCall("call_2", "b")],
    },
  ],
  "missing-id": [
    {
      title: "no id, and one id for two calls",
      payloads: calls(
        begun(0, undefined, '{"path":"a"}'),
        begun(1, "call_1", '{"path":"b"}'),
        begun(2, "call_1", '{"path":"c"}'),
      ),
      content: [toolCall(madeUpId, "a"), toolCall("call_1", "b"), toolCall(madeUpId, "c")],
    },
  ],
  "no-arguments": [
    {
      title: "empty, or absent",
      payloads: calls(begun(0, "call_1", ""), begun(1, "call_2", undefined)),
      content: ["call_1", "call_2"].map((id) => ({
        type: "toolCall",
        id,
        name: "look",
        arguments: {},
      })),
    },
  ],
  "whole-arguments": [
    {
      title: "with the beginning of the call, as text or as an object",
      payloads: calls(begun(0, "call_1", '{"path":"a"}'), begun(1, "call_2", { path: "b" })),
      content: [toolCall("call_1", "a"), toolCall("call_2", "b")],
    },
  ],
  "repeated-arguments": [
    {
      title: "in pieces, and then once more as a whole",
      payloads: calls(
        begun(0, "call_1"),
        piece(0, undefined, '{"path"'),
        piece(0, undefined, ':"a"}'),
        piece(0, "call_1", '{"path":"a"}', "look"),
      ),
      content: [toolCall("call_1", "a")],
    },
    {
      title: "an id and a name with every piece",
      payloads: calls(begun(0, "call_1", '{"path"'), begun(0, "call_1", ':"a"}')),
      content: [toolCall("call_1", "a")],
    },
  ],
  "streamed-arguments": "arguments are pieces of JSON",
  "cut-arguments": [
    {
      title: "by the token limit",
      payloads: [begun(0, "call_1", '{"path":"/data/x'), stopped("length")],
      content: [cutCall("call_1")],
      message: { stopReason: "length" },
    },
    {
      title: "before they began",
      payloads: [begun(0, "call_1"), stopped("length")],
      content: [cutCall("call_1")],
      message: { stopReason: "length" },
    },
  ],
  "missing-call": [
    {
      title: "a finish reason that says tool_calls",
      payloads: calls(...says),
      content: [hello],
      message: { stopReason: "toolUse" },
    },
  ],
  usage: [
    {
      title: "cached tokens are a part of the prompt",
      payloads: [
        ...answer(...says),
        counted({
          prompt_tokens: 100,
          completion_tokens: 20,
          total_tokens: 120,
          prompt_tokens_details: { cached_tokens: 60 },
        }),
      ],
      message: { usage: { input: 40, output: 20, cacheRead: 60, totalTokens: 120 } },
    },
  ],
  "reasoning-tokens": [
    {
      title: "inside the completion",
      payloads: [
        ...answer(...says),
        counted({
          prompt_tokens: 12,
          completion_tokens: 30,
          total_tokens: 42,
          completion_tokens_details: { reasoning_tokens: 20 },
        }),
      ],
      message: { usage: { input: 12, output: 30, reasoning: 20, totalTokens: 42 } },
    },
    {
      title: "beside the completion",
      only: ["xai"],
      payloads: [
        ...answer(...says),
        counted({
          prompt_tokens: 12,
          completion_tokens: 1,
          total_tokens: 303,
          completion_tokens_details: { reasoning_tokens: 290 },
          cost_in_usd_ticks: 5_000_000_000,
        }),
      ],
      message: {
        usage: { input: 12, output: 291, reasoning: 290, cost: { totalFromProvider: 0.5 } },
      },
    },
  ],
  "token-limit": [
    {
      title: "length",
      payloads: [...says, stopped("length")],
      content: [hello],
      message: { stopReason: "length" },
    },
  ],
  pause: "a turn is never paused",
  incomplete: "an answer that was cut is a token limit",
  refusal: [
    {
      title: "in pieces",
      payloads: answer(chunk({ refusal: "Not" }), chunk({ refusal: " this." })),
      message: {
        stopReason: "error",
        errorMessage: "Not this.",
        error: { kind: "content_filter", retryable: false },
      },
    },
  ],
  "content-filter": [
    {
      title: "content_filter",
      payloads: [...says, stopped("content_filter")],
      content: [hello],
      message: { stopReason: "error", error: { kind: "content_filter", retryable: false } },
    },
  ],
  "unknown-stop": [
    {
      title: "an error that keeps what came",
      payloads: [...says, stopped("of_next_year")],
      content: [hello],
      message: {
        stopReason: "error",
        errorMessage: "Provider finish_reason: of_next_year",
        error: { kind: "server" },
      },
    },
  ],
  "in-band-error": [
    {
      title: "an error in the place of a chunk",
      payloads: [...says, { error: { message: "Overloaded.", type: "overloaded_error" } }],
      content: [hello],
      message: { stopReason: "error", error: { kind: "overloaded", retryable: true } },
    },
    {
      title: "with the status of the server behind a gateway",
      payloads: [{ error: { code: 429, message: "Slow down." }, choices: [] }],
      message: { stopReason: "error", error: { kind: "rate_limit", status: 429, retryable: true } },
    },
    {
      title: "base_resp",
      only: ["minimax"],
      payloads: [...says, { base_resp: { status_code: 1002, status_msg: "rate limit" } }],
      content: [hello],
      message: { stopReason: "error", error: { kind: "rate_limit", code: "1002" } },
    },
  ],
  "server-tools": [
    {
      title: "a call of another type, in pieces",
      payloads: answer(
        chunk({
          tool_calls: [{ index: 0, id: "ws_1", type: "web_search", web_search: { input: "a" } }],
        }),
        chunk({ tool_calls: [{ index: 0, web_search: { input: "b" } }] }),
        ...says,
      ),
      content: [
        { type: "text", text: '{"id":"ws_1","type":"web_search","web_search":{"input":"ab"}}' },
        hello,
      ],
      message: { stopReason: "stop" },
    },
    {
      title: "executed_tools, called and done",
      payloads: answer(
        chunk({ executed_tools: [{ index: 0, type: "search", arguments: '{"query":"x"}' }] }),
        chunk({ executed_tools: [{ index: 0, type: "search", output: "found" }] }),
        ...says,
      ),
      content: [
        { type: "text", text: '{"type":"search","arguments":"{\\"query\\":\\"x\\"}"}' },
        { type: "text", text: '{"type":"search","output":"found"}' },
        hello,
      ],
      message: { stopReason: "stop" },
    },
  ],
  ping: [
    {
      title: "a chunk without choices",
      payloads: [{ type: "ping" }, ...answer({ choices: [] }, ...says)],
      content: [hello],
    },
  ],
  "unknown-events": [
    {
      title: "objects that are no chunks",
      payloads: answer({ object: "of.next.year", data: [1] }, { choices: "?" }, ...says),
      content: [hello],
    },
  ],
  "unknown-fields": [
    {
      title: "on every chunk, choice and delta",
      payloads: answer(
        { ...chunk({ content: "He", of_next_year: 1 }), of_next_year: { text: "?" } },
        ...says.slice(1),
      ),
      content: [hello],
    },
  ],
  "repeated-start": [
    {
      title: "a second role, and another id",
      payloads: answer(
        ...says.slice(0, 1),
        { ...chunk({ role: "assistant", content: "" }), id: "x" },
        ...says.slice(1),
      ),
      content: [hello],
      message: { responseId: "chatcmpl_1" },
    },
  ],
  "one-request": [
    {
      title: "even when the vendor is overloaded",
      payloads: [],
      fault: { type: "status", status: 503 },
      message: { stopReason: "error", error: { kind: "overloaded", status: 503, retryable: true } },
    },
  ],
};
