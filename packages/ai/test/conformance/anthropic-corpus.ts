import type { AnswerCorpus } from "./behaviours.ts";
import { cutCall, hello, madeUpId, toolCall } from "./expected-blocks.ts";

const start = {
  type: "message_start",
  message: {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude",
    content: [],
    stop_reason: null,
    usage: { input_tokens: 10, output_tokens: 1 },
  },
};
const stop = { type: "message_stop" };

const opened = (index: number, content_block: object) => ({
  type: "content_block_start",
  index,
  content_block,
});
const delta = (index: number, type: string, fields: object) => ({
  type: "content_block_delta",
  index,
  delta: { type, ...fields },
});
const closed = (index: number) => ({ type: "content_block_stop", index });
const stopped = (stop_reason: string, fields: object = {}) => ({
  type: "message_delta",
  delta: { stop_reason, stop_sequence: null, ...fields },
  usage: { output_tokens: 7 },
});

const json = (index: number, partial_json: string) =>
  delta(index, "input_json_delta", { partial_json });
const call = (index: number, id: string | undefined, input: object = {}) =>
  opened(index, { type: "tool_use", id, name: "look", input });
const text = (index: number, words: string) => [
  opened(index, { type: "text", text: "" }),
  delta(index, "text_delta", { text: words.slice(0, 2) }),
  delta(index, "text_delta", { text: words.slice(2) }),
  closed(index),
];
const answer = (...payloads: object[]) => [start, ...payloads, stopped("end_turn"), stop];
const calls = (...payloads: object[]) => [start, ...payloads, stopped("tool_use"), stop];

const says = text(0, "Hello");
/** @see https://platform.claude.com/docs/en/build-with-claude/streaming */
export const anthropicCorpus: AnswerCorpus = {
  text: [
    {
      title: "two deltas are one block",
      payloads: answer(...says),
      content: [hello],
      message: { responseId: "msg_1", stopReason: "stop" },
    },
  ],
  thinking: [
    {
      title: "before the text",
      payloads: answer(
        opened(0, { type: "thinking", thinking: "", signature: "" }),
        delta(0, "thinking_delta", { thinking: "Hm" }),
        delta(0, "thinking_delta", { thinking: "." }),
        closed(0),
        ...text(1, "Hello"),
      ),
      content: [{ type: "thinking", thinking: "Hm." }, hello],
    },
  ],
  signature: [
    {
      title: "in pieces",
      payloads: answer(
        opened(0, { type: "thinking", thinking: "", signature: "" }),
        delta(0, "thinking_delta", { thinking: "Hm." }),
        delta(0, "signature_delta", { signature: "c2ln" }),
        delta(0, "signature_delta", { signature: "bmVk" }),
        closed(0),
        ...text(1, "Hello"),
      ),
      content: [{ type: "thinking", thinking: "Hm.", thinkingSignature: "c2lnbmVk" }, hello],
      replayed: [{ type: "thinking", thinking: "Hm.", signature: "c2lnbmVk" }],
    },
    {
      title: "of a thought whose words the vendor keeps to itself",
      payloads: calls(
        opened(0, { type: "thinking", thinking: "", signature: "" }),
        delta(0, "signature_delta", { signature: "c2ln" }),
        closed(0),
        call(1, "toolu_1"),
        json(1, '{"path":"a"}'),
        closed(1),
      ),
      content: [
        { type: "thinking", thinking: "", thinkingSignature: "c2ln" },
        toolCall("toolu_1", "a"),
      ],
      replayed: [{ type: "thinking", thinking: "", signature: "c2ln" }],
    },
  ],
  redacted: [
    {
      title: "as the data that came",
      payloads: answer(
        opened(0, { type: "redacted_thinking", data: "c2VjcmV0" }),
        closed(0),
        ...text(1, "Hello"),
      ),
      content: [
        { type: "thinking", thinking: "", thinkingSignature: "c2VjcmV0", redacted: true },
        hello,
      ],
      replayed: [{ type: "redacted_thinking", data: "c2VjcmV0" }],
    },
  ],
  encrypted: "a thought is signed, or withheld",
  summary: "thinking is not told apart from its summary",
  "parallel-calls": [
    {
      title: "behind a text",
      payloads: calls(
        ...says,
        call(1, "toolu_1"),
        json(1, '{"path"'),
        json(1, ':"a"}'),
        closed(1),
        call(2, "toolu_2"),
        json(2, '{"path":"b"}'),
        closed(2),
      ),
      content: [hello, toolCall("toolu_1", "a"), toolCall("toolu_2", "b")],
      message: { stopReason: "toolUse" },
    },
  ],
  "interleaved-calls": [
    {
      title: "told apart by index",
      payloads: calls(
        call(0, "toolu_1"),
        call(1, "toolu_2"),
        json(0, '{"path"'),
        json(1, '{"path":'),
        json(0, ':"a"}'),
        closed(0),
        json(1, '"b"}'),
        closed(1),
      ),
      content: [toolCall("toolu_1", "a"), toolCall("toolu_2", "b")],
    },
  ],
  "missing-index": "every event of a block has its index",
  "missing-id": [
    {
      title: "no id, and one id for two calls",
      payloads: calls(
        ...[undefined, "toolu_1", "toolu_1"].flatMap((id, index) => [
          call(index, id, { path: "a" }),
          closed(index),
        ]),
      ),
      content: [toolCall(madeUpId, "a"), toolCall("toolu_1", "a"), toolCall(madeUpId, "a")],
    },
  ],
  "no-arguments": [
    {
      title: "an empty delta, or none",
      payloads: calls(call(0, "toolu_1"), json(0, ""), closed(0), call(1, "toolu_2"), closed(1)),
      content: ["toolu_1", "toolu_2"].map((id) => ({
        type: "toolCall",
        id,
        name: "look",
        arguments: {},
      })),
    },
  ],
  "whole-arguments": [
    {
      title: "with the beginning of the call",
      payloads: calls(call(0, "toolu_1", { path: "a" }), closed(0)),
      content: [toolCall("toolu_1", "a")],
    },
  ],
  "repeated-arguments": [
    {
      title: "with the beginning of the call and in deltas",
      payloads: calls(call(0, "toolu_1", { path: "a" }), json(0, '{"path":"a"}'), closed(0)),
      content: [toolCall("toolu_1", "a")],
    },
  ],
  "streamed-arguments": "arguments are pieces of JSON",
  "cut-arguments": [
    {
      title: "by the token limit",
      payloads: [
        start,
        call(0, "toolu_1"),
        json(0, '{"path":"/data/x'),
        closed(0),
        stopped("max_tokens"),
        stop,
      ],
      content: [cutCall("toolu_1")],
      message: { stopReason: "length" },
    },
  ],
  "missing-call": [
    {
      title: "tool_use without a block",
      payloads: calls(...says),
      content: [hello],
      message: { stopReason: "toolUse" },
    },
  ],
  usage: [
    {
      title: "first and last counts together",
      payloads: [
        {
          ...start,
          message: {
            ...start.message,
            usage: {
              input_tokens: 10,
              output_tokens: 1,
              cache_read_input_tokens: 100,
              cache_creation_input_tokens: 50,
              cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 },
            },
          },
        },
        ...says,
        stopped("end_turn"),
        stop,
      ],
      message: {
        usage: { input: 10, output: 7, cacheRead: 100, cacheWrite: 50, cacheWrite1h: 30 },
      },
    },
  ],
  "reasoning-tokens": [
    {
      title: "a part of the output",
      payloads: [
        start,
        ...says,
        {
          ...stopped("end_turn"),
          usage: { output_tokens: 40, output_tokens_details: { thinking_tokens: 25 } },
        },
        stop,
      ],
      message: { usage: { output: 40, reasoning: 25, totalTokens: 50 } },
    },
  ],
  "token-limit": [
    {
      title: "max_tokens",
      payloads: [start, ...says, stopped("max_tokens"), stop],
      content: [hello],
      message: { stopReason: "length" },
    },
    {
      title: "model_context_window_exceeded",
      payloads: [start, ...says, stopped("model_context_window_exceeded"), stop],
      content: [hello],
      message: { stopReason: "length" },
    },
  ],
  pause: [
    {
      title: "pause_turn",
      payloads: [start, ...says, stopped("pause_turn"), stop],
      content: [hello],
      message: { stopReason: "stop" },
    },
  ],
  incomplete: "an answer that was cut is a token limit",
  refusal: [
    {
      title: "with an explanation",
      payloads: [
        start,
        ...says,
        stopped("refusal", {
          stop_details: { type: "refusal", category: "cyber", explanation: "Not this." },
        }),
        stop,
      ],
      content: [hello],
      message: {
        stopReason: "error",
        errorMessage: "Not this.",
        error: { kind: "content_filter", code: "cyber", retryable: false },
      },
    },
    {
      title: "without words",
      payloads: [start, stopped("refusal", { stop_details: null }), stop],
      message: {
        stopReason: "error",
        errorMessage: "The model refused to answer.",
        error: { kind: "content_filter", retryable: false },
      },
    },
  ],
  "content-filter": [
    {
      title: "sensitive",
      payloads: [start, ...says, stopped("sensitive"), stop],
      message: { stopReason: "error", error: { kind: "content_filter", code: "sensitive" } },
    },
  ],
  "unknown-stop": [
    {
      title: "an error that keeps what came",
      payloads: [start, ...says, stopped("of_next_year"), stop],
      content: [hello],
      message: { stopReason: "error", error: { kind: "server", code: "of_next_year" } },
    },
  ],
  "in-band-error": [
    {
      title: "an error event",
      payloads: [
        start,
        ...says,
        { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
      ],
      content: [hello],
      message: {
        stopReason: "error",
        errorMessage: "Overloaded",
        error: { kind: "overloaded", code: "overloaded_error", retryable: true },
      },
    },
    {
      title: "base_resp",
      only: ["minimax"],
      payloads: [{ base_resp: { status_code: 1008, status_msg: "insufficient balance" } }],
      message: {
        stopReason: "error",
        errorMessage: "insufficient balance",
        error: { kind: "quota", code: "1008", retryable: false },
      },
    },
  ],
  "server-tools": [
    {
      title: "a search and what it found",
      payloads: answer(
        opened(0, { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} }),
        json(0, '{"query":'),
        json(0, '"x"}'),
        closed(0),
        opened(1, { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] }),
        closed(1),
        ...text(2, "Hello"),
      ),
      content: [
        {
          type: "text",
          text: '{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"x"}}',
        },
        {
          type: "text",
          text: '{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]}',
        },
        hello,
      ],
      message: { stopReason: "stop" },
    },
  ],
  ping: [
    {
      title: "between any events",
      payloads: [{ type: "ping" }, start, { type: "ping" }, ...answer(...says).slice(1)],
      content: [hello],
    },
  ],
  "unknown-events": [
    {
      title: "events, blocks and deltas",
      payloads: answer(
        { type: "of_next_year", index: 0 },
        opened(7, { type: "new_block", text: "?" }),
        delta(7, "text_delta", { text: "?" }),
        closed(7),
        delta(9, "new_delta", { text: "?" }),
        ...says,
      ),
      content: [hello],
    },
  ],
  "unknown-fields": [
    {
      title: "on every event",
      payloads: answer(...says).map((payload) => ({ ...payload, of_next_year: { text: "?" } })),
      content: [hello],
    },
  ],
  "repeated-start": [
    {
      title: "a second message_start",
      payloads: [
        start,
        ...says,
        { ...start, message: { ...start.message, id: "msg_2", usage: { input_tokens: 12 } } },
        stopped("end_turn"),
        stop,
      ],
      content: [hello],
      message: { responseId: "msg_1", usage: { input: 12, output: 7 } },
    },
    {
      title: "another answer spliced in, with the same index",
      payloads: [start, ...says, start, ...text(0, "Again"), stopped("end_turn"), stop],
      content: [hello, { type: "text", text: "Again" }],
    },
  ],
  "one-request": [
    {
      title: "even when the vendor is overloaded",
      payloads: [],
      fault: { type: "status", status: 529 },
      message: { stopReason: "error", error: { kind: "overloaded", status: 529, retryable: true } },
    },
  ],
};
