import type { AnswerCorpus } from "./behaviours.ts";
import { cutCall, hello, madeUpId, toolCall } from "./expected-blocks.ts";
import {
  added,
  answer,
  argumentsDelta,
  argumentsDone,
  call,
  closing,
  counts,
  created,
  done,
  message,
  reasoning,
  says,
  secret,
  spoken,
  summaryDelta,
} from "./responses-events.ts";

const signed = { ...hello, textSignature: '{"v":1,"id":"msg_1"}' };
const called = (number: number, path: string) => toolCall(`call_${number}|fc_${number}`, path);

/** @see https://platform.openai.com/docs/api-reference/responses-streaming */
export const responsesCorpus: AnswerCorpus = {
  text: [
    {
      title: "two deltas are one block, signed with its item",
      payloads: answer(...says()),
      content: [signed],
      message: { responseId: "resp_1", stopReason: "stop" },
      replayed: [{ type: "output_text", text: "Hello", annotations: [] }],
    },
    {
      title: "whole, with the item only",
      payloads: answer(done(0, spoken)),
      content: [signed],
    },
    {
      title: "whole, with the closing event only",
      payloads: [created, closing("completed", { output: [spoken] })],
      content: [signed],
    },
  ],
  thinking: [
    {
      title: "the words themselves, where a server shows them",
      payloads: answer(
        added(0, reasoning()),
        {
          type: "response.reasoning_text.delta",
          output_index: 0,
          item_id: "rs_1",
          content_index: 0,
          delta: "Hm.",
        },
        done(0, reasoning()),
        ...says(1),
      ),
      content: [{ type: "thinking", thinking: "Hm." }, signed],
    },
  ],
  signature: "the whole item is the signature: see encrypted",
  redacted: [
    {
      title: "an item without words",
      payloads: answer(added(0, reasoning()), done(0, secret), ...says(1)),
      content: [
        { type: "thinking", thinking: "", thinkingSignature: JSON.stringify(secret) },
        signed,
      ],
      replayed: [secret],
    },
  ],
  encrypted: [
    {
      title: "goes back in front of the call that it led to",
      payloads: answer(
        added(0, reasoning()),
        summaryDelta(0, "Hm."),
        done(0, secret),
        added(1, call(1)),
        done(1, call(1, '{"path":"a"}')),
      ),
      content: [
        { type: "thinking", thinking: "Hm.", thinkingSignature: JSON.stringify(secret) },
        called(1, "a"),
      ],
      replayed: [
        secret,
        {
          type: "function_call",
          id: "fc_1",
          call_id: "call_1",
          name: "look",
          arguments: '{"path":"a"}',
        },
      ],
    },
    {
      title: "with the closing event only",
      payloads: [
        created,
        added(0, reasoning()),
        summaryDelta(0, "Hm."),
        done(0, reasoning()),
        ...says(1),
        closing("completed", { output: [secret, spoken] }),
      ],
      content: [
        { type: "thinking", thinking: "Hm.", thinkingSignature: JSON.stringify(secret) },
        signed,
      ],
      replayed: [secret],
    },
  ],
  summary: [
    {
      title: "its parts are paragraphs",
      payloads: answer(
        added(0, reasoning()),
        summaryDelta(0, "One."),
        summaryDelta(1, "Two."),
        done(0, reasoning()),
        ...says(1),
      ),
      content: [{ type: "thinking", thinking: "One.\n\nTwo." }, signed],
    },
  ],
  "parallel-calls": [
    {
      title: "behind a text",
      payloads: answer(
        ...says(),
        added(1, call(1)),
        argumentsDelta(1, "fc_1", '{"path"'),
        argumentsDelta(1, "fc_1", ':"a"}'),
        done(1, call(1, '{"path":"a"}')),
        added(2, call(2)),
        argumentsDelta(2, "fc_2", '{"path":"b"}'),
        done(2, call(2, '{"path":"b"}')),
      ),
      content: [signed, called(1, "a"), called(2, "b")],
      message: { stopReason: "toolUse" },
    },
  ],
  "interleaved-calls": [
    {
      title: "told apart by index and id",
      payloads: answer(
        added(0, call(1)),
        added(1, call(2)),
        argumentsDelta(0, "fc_1", '{"path"'),
        argumentsDelta(1, "fc_2", '{"path":'),
        argumentsDelta(0, "fc_1", ':"a"}'),
        argumentsDelta(1, "fc_2", '"b"}'),
        done(1, call(2, '{"path":"b"}')),
        done(0, call(1, '{"path":"a"}')),
      ),
      content: [called(1, "a"), called(2, "b")],
    },
  ],
  "missing-index": [
    {
      title: "told apart by item",
      payloads: answer(
        added(undefined, call(1)),
        argumentsDelta(undefined, "fc_1", '{"path":"a"}'),
        done(undefined, call(1, '{"path":"a"}')),
        added(undefined, call(2)),
        argumentsDelta(undefined, "fc_2", '{"path":"b"}'),
        done(undefined, call(2, '{"path":"b"}')),
      ),
      content: [called(1, "a"), called(2, "b")],
    },
  ],
  "missing-id": [
    {
      title: "no id at all, and a call id in the place of the item's",
      payloads: answer(
        done(0, call(1, '{"path":"a"}', { id: undefined, call_id: undefined })),
        done(1, call(2, '{"path":"b"}', { id: "call_2" })),
      ),
      content: [toolCall(madeUpId, "a"), toolCall("call_2", "b")],
    },
  ],
  "no-arguments": [
    {
      title: "empty",
      payloads: answer(added(0, call(1)), done(0, call(1))),
      content: [{ type: "toolCall", id: "call_1|fc_1", name: "look", arguments: {} }],
    },
  ],
  "whole-arguments": [
    {
      title: "when they are done, or with the item",
      payloads: answer(
        added(0, call(1)),
        argumentsDone(0, "fc_1", '{"path":"a"}'),
        done(0, call(1, '{"path":"a"}')),
        added(1, call(2)),
        done(1, call(2, '{"path":"b"}')),
      ),
      content: [called(1, "a"), called(2, "b")],
    },
  ],
  "repeated-arguments": [
    {
      title: "in pieces, when they are done, and with the item",
      payloads: answer(
        added(0, call(1)),
        argumentsDelta(0, "fc_1", '{"path":"a"}'),
        argumentsDone(0, "fc_1", '{"path":"a"}'),
        done(0, call(1, '{"path":"a"}')),
        done(0, call(1, '{"path":"a"}')),
      ),
      content: [called(1, "a")],
    },
  ],
  "streamed-arguments": "arguments are pieces of JSON",
  "cut-arguments": [
    {
      title: "by the token limit",
      payloads: [
        created,
        added(0, call(1)),
        argumentsDelta(0, "fc_1", '{"path":"/data/x'),
        closing("incomplete", { incomplete_details: { reason: "max_output_tokens" } }),
      ],
      content: [cutCall("call_1|fc_1")],
      message: { stopReason: "length" },
    },
  ],
  "missing-call": [
    {
      title: "a call without a name",
      payloads: answer(
        ...says(),
        added(1, call(1, "", { name: undefined })),
        done(1, call(1, "{}", { name: undefined })),
      ),
      content: [signed],
      message: { stopReason: "toolUse" },
    },
  ],
  usage: [
    {
      title: "cached tokens are a part of the input",
      payloads: [
        created,
        ...says(),
        closing("completed", {
          usage: {
            input_tokens: 100,
            input_tokens_details: { cached_tokens: 60 },
            output_tokens: 50,
            total_tokens: 150,
          },
        }),
      ],
      message: { usage: { input: 40, output: 50, cacheRead: 60, totalTokens: 150 } },
    },
  ],
  "reasoning-tokens": [
    {
      title: "a part of the output",
      payloads: [
        created,
        ...says(),
        closing("completed", {
          usage: { ...counts, output_tokens_details: { reasoning_tokens: 5 } },
        }),
      ],
      message: { usage: { output: 7, reasoning: 5, totalTokens: 19 } },
    },
  ],
  "token-limit": [
    {
      title: "max_output_tokens",
      payloads: [
        created,
        ...says(),
        closing("incomplete", { incomplete_details: { reason: "max_output_tokens" } }),
      ],
      content: [signed],
      message: { stopReason: "length", usage: { output: 7 } },
    },
  ],
  pause: "a turn is never paused",
  incomplete: [
    {
      title: "without a reason is an answer that was cut",
      payloads: [created, ...says(), closing("incomplete", { incomplete_details: null })],
      content: [signed],
      message: { stopReason: "length" },
    },
    {
      title: "failed, with the vendor's code",
      payloads: [
        created,
        ...says(),
        closing("failed", { error: { code: "rate_limit_exceeded", message: "Slow down." } }),
      ],
      content: [signed],
      message: {
        stopReason: "error",
        errorMessage: "Slow down.",
        error: { kind: "rate_limit", code: "rate_limit_exceeded", retryable: true },
      },
    },
  ],
  refusal: [
    {
      title: "in pieces and whole",
      payloads: answer(
        added(0, message()),
        { type: "response.refusal.delta", output_index: 0, delta: "Not" },
        { type: "response.refusal.delta", output_index: 0, delta: " this." },
        { type: "response.refusal.done", output_index: 0, refusal: "Not this." },
        done(0, message({ content: [{ type: "refusal", refusal: "Not this." }] })),
      ),
      content: [],
      message: {
        stopReason: "error",
        errorMessage: "Not this.",
        error: { kind: "content_filter", retryable: false },
      },
    },
  ],
  "content-filter": [
    {
      title: "an incomplete answer",
      payloads: [
        created,
        ...says(),
        closing("incomplete", { incomplete_details: { reason: "content_filter" } }),
      ],
      content: [signed],
      message: { stopReason: "error", error: { kind: "content_filter", retryable: false } },
    },
  ],
  "unknown-stop": [
    {
      title: "an error that keeps what came",
      payloads: [created, ...says(), closing("completed", { status: "of_next_year" })],
      content: [signed],
      message: { stopReason: "error", error: { kind: "server", code: "of_next_year" } },
    },
  ],
  "in-band-error": [
    {
      title: "an error event",
      payloads: [
        created,
        ...says(),
        { type: "error", code: "server_error", message: "It broke.", param: null },
      ],
      content: [signed],
      message: {
        stopReason: "error",
        errorMessage: "It broke.",
        error: { kind: "server", code: "server_error", retryable: true },
      },
    },
  ],
  "server-tools": [
    {
      title: "their items, once they are done",
      payloads: answer(
        added(0, { type: "web_search_call", id: "ws_1", status: "in_progress" }),
        done(0, { type: "web_search_call", id: "ws_1", status: "completed" }),
        done(1, { type: "mcp_call", id: "mcp_1", name: "look", arguments: "{}" }),
        ...says(2),
      ),
      content: [
        { type: "text", text: '{"type":"web_search_call","id":"ws_1","status":"completed"}' },
        { type: "text", text: '{"type":"mcp_call","id":"mcp_1","name":"look","arguments":"{}"}' },
        signed,
      ],
      message: { stopReason: "stop" },
    },
    {
      title: "an image without its bytes, and with the closing event only",
      payloads: [
        created,
        closing("completed", {
          output: [
            { type: "image_generation_call", id: "ig_1", status: "completed", result: "iVBORw==" },
          ],
        }),
      ],
      content: [
        {
          type: "text",
          text: '{"type":"image_generation_call","id":"ig_1","status":"completed"}',
        },
      ],
      message: { stopReason: "stop" },
    },
  ],
  ping: [
    {
      title: "a keepalive event",
      payloads: answer({ type: "keepalive" }, ...says()),
      content: [signed],
    },
  ],
  "unknown-events": [
    {
      title: "events about the same item",
      payloads: answer({ type: "response.of_next_year", output_index: 0, delta: "?" }, ...says(), {
        type: "response.output_text.annotation.added",
        output_index: 0,
        annotation: {},
      }),
      content: [signed],
    },
  ],
  "unknown-fields": [
    {
      title: "on every event",
      payloads: answer(...says()).map((payload) => ({ ...payload, of_next_year: { text: "?" } })),
      content: [signed],
    },
  ],
  "repeated-start": [
    {
      title: "created twice, and in progress",
      payloads: [created, { ...created, type: "response.in_progress" }, ...answer(...says())],
      content: [signed],
      message: { responseId: "resp_1" },
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
