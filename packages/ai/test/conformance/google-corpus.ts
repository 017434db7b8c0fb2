import type { AnswerCorpus } from "./behaviours.ts";
import { cutCall, hello, madeUpId, toolCall } from "./expected-blocks.ts";

const chunk = (...parts: object[]) => ({
  candidates: [{ content: { role: "model", parts }, index: 0 }],
  responseId: "r1",
});
const end = (finishReason = "STOP", fields: object = {}) => ({
  candidates: [{ finishReason, index: 0, ...fields }],
  usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 7, totalTokenCount: 19 },
});

const says = [chunk({ text: "He" }), chunk({ text: "llo" })];
const answer = (...payloads: object[]) => [...payloads, end()];
const call = (path: string, fields: object = {}) => ({
  functionCall: { name: "look", args: { path }, ...fields },
});
/** A piece of a call whose arguments are streamed. */
const piece = (fields: object, ...values: object[]) =>
  chunk({ functionCall: { ...fields, partialArgs: values, willContinue: true } });

/** @see https://ai.google.dev/api/generate-content */
export const googleCorpus: AnswerCorpus = {
  text: [
    {
      title: "two chunks are one block",
      payloads: answer(...says),
      content: [hello],
      message: { responseId: "r1", stopReason: "stop" },
    },
    {
      title: "a finish reason in every chunk",
      payloads: ["He", "llo"].map((text) => end("STOP", { content: { parts: [{ text }] } })),
      content: [hello],
    },
  ],
  thinking: [
    {
      title: "beside the text in one chunk",
      payloads: answer(
        chunk({ text: "Hm", thought: true }),
        chunk({ text: ".", thought: true }, { text: "He" }),
        chunk({ text: "llo" }),
      ),
      content: [{ type: "thinking", thinking: "Hm." }, hello],
    },
  ],
  signature: [
    {
      title: "of a thought, and of the text behind it",
      payloads: answer(
        chunk({ text: "Hm.", thought: true, thoughtSignature: "dGhvdWdodA==" }),
        ...says,
        chunk({ text: "", thoughtSignature: "c2ln" }),
      ),
      content: [
        { type: "thinking", thinking: "Hm.", thinkingSignature: "dGhvdWdodA==" },
        { ...hello, textSignature: "c2ln" },
      ],
      replayed: [
        { text: "Hm.", thought: true, thoughtSignature: "dGhvdWdodA==" },
        { text: "Hello", thoughtSignature: "c2ln" },
      ],
    },
    {
      title: "of the first call of a step",
      payloads: answer(
        chunk({ ...call("a", { id: "c1" }), thoughtSignature: "c2ln" }),
        chunk(call("b", { id: "c2" })),
      ),
      content: [toolCall("c1", "a", { thoughtSignature: "c2ln" }), toolCall("c2", "b")],
      replayed: [
        { functionCall: { id: "c1", name: "look", args: { path: "a" } }, thoughtSignature: "c2ln" },
        { functionCall: { id: "c2", name: "look", args: { path: "b" } } },
      ],
    },
  ],
  redacted: "a thought that is withheld does not come at all",
  encrypted: "a thought is signed",
  summary: "the thoughts that come are summaries: see thinking",
  "parallel-calls": [
    {
      title: "behind a text, beside a finish reason that says stop",
      payloads: answer(...says, chunk(call("a", { id: "c1" }), call("b", { id: "c2" }))),
      content: [hello, toolCall("c1", "a"), toolCall("c2", "b")],
      message: { stopReason: "toolUse" },
    },
  ],
  "interleaved-calls": "a call comes whole, or is streamed to its end",
  "missing-index": "calls have no index",
  "missing-id": [
    {
      title: "no id, an empty one, and one for two calls",
      payloads: answer(
        chunk(call("a"), call("b", { id: "" })),
        chunk(call("c", { id: "c1" }), call("d", { id: "c1" })),
      ),
      content: [
        toolCall(madeUpId, "a"),
        toolCall(madeUpId, "b"),
        toolCall("c1", "c"),
        toolCall(madeUpId, "d"),
      ],
    },
  ],
  "no-arguments": [
    {
      title: "absent",
      payloads: answer(chunk({ functionCall: { id: "c1", name: "look" } })),
      content: [{ type: "toolCall", id: "c1", name: "look", arguments: {} }],
    },
  ],
  "whole-arguments": [
    {
      title: "with the call",
      payloads: answer(chunk(call("a", { id: "c1" }))),
      content: [toolCall("c1", "a")],
    },
  ],
  "repeated-arguments": "arguments come once",
  "streamed-arguments": [
    {
      title: "partialArgs",
      payloads: answer(
        piece({ id: "c1", name: "look" }),
        piece({}, { jsonPath: "$.path", stringValue: "/da", willContinue: true }),
        piece({}, { jsonPath: "$.path", stringValue: "ta" }),
        chunk({ functionCall: {} }),
        chunk(call("b", { id: "c2" })),
      ),
      content: [toolCall("c1", "/data"), toolCall("c2", "b")],
      message: { stopReason: "toolUse" },
    },
  ],
  "cut-arguments": [
    {
      title: "by the token limit",
      payloads: [
        piece({ id: "c1", name: "look" }),
        piece({}, { jsonPath: "$.path", stringValue: "/data/x", willContinue: true }),
        end("MAX_TOKENS"),
      ],
      content: [cutCall("c1")],
      message: { stopReason: "length" },
    },
  ],
  "missing-call": [
    {
      title: "a call without a name",
      payloads: answer(...says, chunk(call("a", { name: undefined }))),
      content: [hello],
      message: { stopReason: "toolUse" },
    },
  ],
  usage: [
    {
      title: "cached tokens are a part of the prompt",
      payloads: [
        ...says,
        {
          ...end(),
          usageMetadata: {
            promptTokenCount: 100,
            cachedContentTokenCount: 60,
            candidatesTokenCount: 30,
            totalTokenCount: 130,
          },
        },
      ],
      message: { usage: { input: 40, output: 30, cacheRead: 60, totalTokens: 130 } },
    },
  ],
  "reasoning-tokens": [
    {
      title: "beside the candidate",
      payloads: [
        ...says,
        {
          ...end(),
          usageMetadata: {
            promptTokenCount: 12,
            candidatesTokenCount: 7,
            thoughtsTokenCount: 20,
            totalTokenCount: 39,
          },
        },
      ],
      message: { usage: { input: 12, output: 27, reasoning: 20, totalTokens: 39 } },
    },
  ],
  "token-limit": [
    {
      title: "MAX_TOKENS",
      payloads: [...says, end("MAX_TOKENS")],
      content: [hello],
      message: { stopReason: "length" },
    },
  ],
  pause: "a turn is never paused",
  incomplete: "an answer that was cut is a token limit",
  refusal: [
    {
      title: "a prompt that is blocked",
      payloads: [
        { promptFeedback: { blockReason: "PROHIBITED_CONTENT", blockReasonMessage: "Not this." } },
      ],
      content: [],
      message: {
        stopReason: "error",
        errorMessage: "The vendor blocked the prompt (PROHIBITED_CONTENT). Not this.",
        error: { kind: "content_filter", code: "PROHIBITED_CONTENT", retryable: false },
      },
    },
  ],
  "content-filter": ["SAFETY", "RECITATION"].map((reason) => ({
    title: reason,
    payloads: [...says, end(reason, { finishMessage: "Not this." })],
    content: [hello],
    message: {
      stopReason: "error",
      errorMessage: `The vendor's filter stopped the answer (${reason}). Not this.`,
      error: { kind: "content_filter", code: reason, retryable: false },
    },
  })),
  "unknown-stop": ["MALFORMED_FUNCTION_CALL", "OF_NEXT_YEAR"].map((reason) => ({
    title: reason,
    payloads: [...says, end(reason)],
    content: [hello],
    message: { stopReason: "error", error: { kind: "server", code: reason, retryable: true } },
  })),
  "in-band-error": [
    {
      title: "an error in the place of a chunk",
      payloads: [...says, { error: { code: 503, message: "Overloaded.", status: "UNAVAILABLE" } }],
      content: [hello],
      message: { stopReason: "error", error: { kind: "overloaded", status: 503, retryable: true } },
    },
  ],
  "server-tools": [
    {
      title: "code and what it printed",
      payloads: answer(
        chunk({ executableCode: { language: "PYTHON", code: "print(1)" } }),
        chunk({ codeExecutionResult: { outcome: "OUTCOME_OK", output: "1\n" } }),
      ),
      content: [{ type: "text", text: "\n```python\nprint(1)\n```\n\n```\n1\n```\n" }],
      message: { stopReason: "stop" },
    },
    {
      title: "a search and what it found",
      payloads: answer(
        chunk({ toolCall: { id: "t1", toolType: "GOOGLE_SEARCH_WEB", args: { query: "x" } } }),
        chunk({ toolResponse: { id: "t1", response: { found: 1 } }, thoughtSignature: "c2ln" }),
        ...says,
      ),
      content: [
        {
          type: "text",
          text: '{"toolCall":{"id":"t1","toolType":"GOOGLE_SEARCH_WEB","args":{"query":"x"}}}',
        },
        { type: "text", text: '{"toolResponse":{"id":"t1","response":{"found":1}}}' },
        hello,
      ],
      message: { stopReason: "stop" },
    },
  ],
  ping: [
    {
      title: "a chunk without candidates",
      payloads: [{}, ...answer({ candidates: [] }, ...says)],
      content: [hello],
    },
  ],
  "unknown-events": [
    {
      title: "parts of unknown kinds, and further candidates",
      payloads: answer(chunk({ partOfNextYear: {} }), {
        candidates: [
          { content: { parts: [{ text: "Hello" }] } },
          { content: { parts: [{ text: "?" }] } },
        ],
      }),
      content: [hello],
    },
  ],
  "unknown-fields": [
    {
      title: "on every chunk and part",
      payloads: answer(chunk({ text: "Hello", ofNextYear: 1 })).map((payload) => ({
        ...payload,
        ofNextYear: { text: "?" },
      })),
      content: [hello],
    },
  ],
  "repeated-start": [
    {
      title: "another response id in mid-stream",
      payloads: answer(...says.slice(0, 1), { ...says[1], responseId: "r2" }),
      content: [hello],
      message: { responseId: "r1" },
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
