import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StreamEvent } from "../../event.ts";
import type { AssistantMessage, Usage } from "../../message.ts";
import type { Compat } from "../../model.ts";
import { minimax } from "../../providers/minimax.ts";
import { openaiCompatible } from "../../providers/openai-compatible.ts";
import { xai } from "../../providers/xai.ts";
import { zai } from "../../providers/zai.ts";
import { testModel, type VendorServer, vendorServer } from "../../testing/index.ts";

interface Case {
  name: string;
  compat?: Compat;
  /** Chunks of a stream. */
  chunks: unknown[];
  /** The body ends without `[DONE]`. */
  withoutDone?: boolean;
  content?: object[];
  usage?: Partial<Usage>;
  stopReason?: AssistantMessage["stopReason"];
  error?: object;
  errorMessage?: string;
}

const delta = (fields: object) => ({ choices: [{ index: 0, delta: fields, finish_reason: null }] });
const stop = (finish_reason: string, fields: object = {}) => ({
  choices: [{ index: 0, delta: fields, finish_reason }],
});
const usage = (fields: object) => ({ choices: [], usage: fields });
const text = (content: string) => ({ type: "text", text: content });
const thinking = (content: string, thinkingSignature?: string) => ({
  type: "thinking",
  thinking: content,
  ...(thinkingSignature && { thinkingSignature }),
});
const hi = delta({ content: "Hi" });
const tags: Compat = { thinkingTags: { open: "<think>", close: "</think>" } };

const cases: Case[] = [
  {
    name: "text arrives in pieces, between null and empty contents",
    chunks: [
      delta({ role: "assistant", content: "" }),
      delta({ content: "Hel" }),
      delta({ content: null }),
      delta({ content: "lo" }),
      stop("stop", { content: "" }),
    ],
    content: [text("Hello")],
  },
  {
    name: "content as an array of parts, thinking among them (Mistral)",
    chunks: [
      delta({ content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm." }] }] }),
      delta({ content: [text("Hel"), text("lo"), { type: "reference", reference_ids: [1] }] }),
      stop("stop"),
    ],
    content: [thinking("Hm."), text("Hello")],
  },
  ...["reasoning_content", "reasoning", "reasoning_text"].map((field) => ({
    name: `thinking in ${field}, which is remembered as its signature`,
    chunks: [delta({ [field]: "H" }), delta({ [field]: "m." }), hi, stop("stop")],
    content: [thinking("Hm.", field), text("Hi")],
  })),
  {
    name: "thinking that two fields repeat is taken once",
    chunks: [
      delta({
        reasoning: "Hm.",
        reasoning_content: "Hm.",
        reasoning_details: [{ type: "reasoning.text", text: "Hm." }],
      }),
      hi,
      stop("stop"),
    ],
    content: [thinking("Hm.", "reasoning_content"), text("Hi")],
  },
  {
    name: "thinking in reasoning_details only, as text and as summary",
    chunks: [
      delta({ reasoning_details: [{ type: "reasoning.text", text: "First." }] }),
      delta({ reasoning_details: [{ type: "reasoning.summary", summary: " Then." }] }),
      hi,
      stop("stop"),
    ],
    content: [thinking("First. Then.", "reasoning_details"), text("Hi")],
  },
  {
    name: "thinking in reasoning_details that repeats all that came before (MiniMax)",
    compat: { reasoningSplit: true },
    chunks: [
      delta({ reasoning_details: [{ text: "The user" }] }),
      delta({ reasoning_details: [{ text: "The user says" }] }),
      delta({ reasoning_details: [{ text: "The user says hi." }] }),
      hi,
      stop("stop"),
    ],
    content: [thinking("The user says hi.", "reasoning_details"), text("Hi")],
  },
  {
    name: "thinking and text in one chunk keep their order",
    chunks: [delta({ content: "Hi", reasoning_content: "Hm." }), stop("stop")],
    content: [thinking("Hm.", "reasoning_content"), text("Hi")],
  },
  {
    name: "thinking between tags that are split across deltas",
    compat: tags,
    chunks: [
      ..."\n<thi|nk>H|m, a < b.<|/thi|nk>\n|\nHi <think>"
        .split("|")
        .map((content) => delta({ content })),
      stop("stop"),
    ],
    content: [thinking("Hm, a < b."), text("Hi <think>")],
  },
  {
    name: "text that only begins like a tag",
    compat: tags,
    chunks: [delta({ content: " <th" }), delta({ content: "is>" }), stop("stop")],
    content: [text(" <this>")],
  },
  {
    name: "an answer that ends in the middle of a tag",
    compat: tags,
    chunks: [delta({ content: "<think>Hm</th" }), stop("length")],
    content: [thinking("Hm</th")],
    stopReason: "length",
  },
  {
    name: "tags mean nothing where they are not expected",
    chunks: [delta({ content: "<think>Hm</think>" }), stop("stop")],
    content: [text("<think>Hm</think>")],
  },
  { name: "Together stops with eos", chunks: [hi, stop("eos")], content: [text("Hi")] },
  { name: "the token limit", chunks: [hi, stop("length")], stopReason: "length" },
  {
    name: "a finish reason that says stop beside tool calls",
    chunks: [
      delta({ tool_calls: [{ index: 0, id: "c1", function: { name: "read", arguments: "{}" } }] }),
      stop("stop"),
    ],
    stopReason: "toolUse",
  },
  {
    name: "a body that breaks off is an error, and what came stays (truncation reported as success)",
    chunks: [hi],
    withoutDone: true,
    content: [text("Hi")],
    stopReason: "error",
    error: { kind: "network", retryable: true },
  },
  {
    name: "[DONE] without a finish reason is an error",
    chunks: [hi],
    content: [text("Hi")],
    stopReason: "error",
    error: { kind: "network", retryable: true },
  },
  {
    name: "a finish reason without [DONE]",
    chunks: [hi, stop("stop")],
    withoutDone: true,
    content: [text("Hi")],
  },
  {
    name: "a stream without a finish reason from a server that has none",
    compat: { acceptsMissingFinishReason: true },
    chunks: [hi],
    content: [text("Hi")],
  },
  {
    name: "an empty stream, even from a server without finish reasons",
    compat: { acceptsMissingFinishReason: true },
    chunks: [],
    stopReason: "error",
    error: { kind: "network", retryable: true },
  },
  {
    name: "a filter stopped the answer, in Azure's words",
    chunks: [
      hi,
      {
        choices: [
          {
            delta: {},
            finish_reason: "content_filter",
            content_filter_results: { hate: { filtered: true }, violence: { filtered: false } },
          },
        ],
      },
    ],
    content: [text("Hi")],
    stopReason: "error",
    error: { kind: "content_filter", retryable: false },
    errorMessage: "Provider finish_reason: content_filter (hate)",
  },
  {
    name: "a refusal is an error in the vendor's words",
    chunks: [delta({ refusal: "I cannot" }), delta({ refusal: " do that." }), stop("stop")],
    stopReason: "error",
    error: { kind: "content_filter", retryable: false },
    errorMessage: "I cannot do that.",
  },
  ...[
    ["sensitive", "content_filter", false],
    ["network_error", "network", true],
    ["insufficient_system_resource", "overloaded", true],
    ["model_context_window_exceeded", "context_overflow", false],
    ["something_new", "server", true],
  ].map(([reason, kind, retryable]) => ({
    name: `the finish reason ${reason}`,
    chunks: [hi, stop(String(reason))],
    stopReason: "error" as const,
    error: { kind, retryable },
    errorMessage: `Provider finish_reason: ${reason}`,
  })),
  {
    name: "an error in the stream is not a success (in-stream errors ignored)",
    chunks: [hi, { error: { message: "The engine is overloaded.", type: "overloaded_error" } }],
    content: [text("Hi")],
    stopReason: "error",
    error: { kind: "overloaded", code: "overloaded_error", retryable: true },
  },
  {
    name: "an error in the stream with the status of the server behind the gateway (OpenRouter)",
    chunks: [
      {
        error: { code: 429, message: "Rate limited upstream." },
        choices: [{ delta: { content: "" }, finish_reason: "error" }],
      },
    ],
    stopReason: "error",
    error: { kind: "rate_limit", status: 429, retryable: true },
  },
  {
    name: "an error in a choice",
    chunks: [{ choices: [{ error: { code: 502, message: "Bad gateway." }, delta: {} }] }],
    stopReason: "error",
    error: { kind: "server", status: 502, retryable: true },
  },
  {
    name: "an error that is the chunk itself (vLLM)",
    chunks: [{ object: "error", message: "Too long.", type: "BadRequestError", code: 400 }],
    stopReason: "error",
    error: { kind: "invalid_request", status: 400, retryable: false },
  },
  {
    name: "an error that is a plain string",
    chunks: [{ error: "model not loaded" }],
    stopReason: "error",
    errorMessage: "model not loaded",
  },
  {
    name: "an error in base_resp (MiniMax)",
    compat: { errorInBody: "base_resp" },
    chunks: [hi, { base_resp: { status_code: 1002, status_msg: "rate limit" } }],
    stopReason: "error",
    error: { kind: "rate_limit", code: "1002", retryable: true },
  },
  {
    name: "a base_resp without an error",
    compat: { errorInBody: "base_resp" },
    chunks: [hi, { ...stop("stop"), base_resp: { status_code: 0, status_msg: "" } }],
    content: [text("Hi")],
  },
  {
    name: "cached and written tokens are inside the prompt tokens",
    chunks: [
      hi,
      stop("stop"),
      usage({
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 120,
        prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
        completion_tokens_details: { reasoning_tokens: 5 },
      }),
    ],
    usage: { input: 10, output: 20, cacheRead: 60, cacheWrite: 30, reasoning: 5, totalTokens: 120 },
  },
  {
    name: "DeepSeek's own name for cached tokens",
    chunks: [hi, { ...stop("stop"), usage: { prompt_tokens: 9, prompt_cache_hit_tokens: 4 } }],
    usage: { input: 5, cacheRead: 4 },
  },
  {
    name: "usage in a choice (Moonshot)",
    chunks: [
      hi,
      {
        choices: [
          { delta: {}, finish_reason: "stop", usage: { prompt_tokens: 9, cached_tokens: 4 } },
        ],
      },
    ],
    usage: { input: 5, cacheRead: 4 },
  },
  {
    name: "usage in x_groq",
    chunks: [
      hi,
      { ...stop("stop"), x_groq: { usage: { prompt_tokens: 7, completion_tokens: 3 } } },
    ],
    usage: { input: 7, output: 3 },
  },
  {
    name: "usage that grows with each chunk, and null at the end",
    chunks: [
      { ...hi, usage: { prompt_tokens: 7, completion_tokens: 1 } },
      { ...stop("stop"), usage: { prompt_tokens: 7, completion_tokens: 2 } },
      { choices: [], usage: null },
    ],
    usage: { input: 7, output: 2 },
  },
  {
    name: "the cost that OpenRouter reports",
    chunks: [hi, stop("stop"), usage({ prompt_tokens: 7, completion_tokens: 2, cost: 0.25 })],
    usage: { cost: expect.objectContaining({ total: 0.25, totalFromProvider: 0.25 }) },
  },
  {
    name: "reasoning tokens beside the completion tokens, and the cost in ticks (xAI)",
    compat: { reasoningTokensBesideOutput: true },
    chunks: [
      hi,
      stop("stop"),
      usage({
        prompt_tokens: 12,
        completion_tokens: 1,
        total_tokens: 303,
        completion_tokens_details: { reasoning_tokens: 290 },
        cost_in_usd_ticks: 5_000_000_000,
      }),
    ],
    usage: {
      input: 12,
      output: 291,
      reasoning: 290,
      cost: expect.objectContaining({ totalFromProvider: 0.5 }),
    },
  },
  {
    name: "unknown chunks and fields are ignored",
    chunks: [
      { type: "ping" },
      "text",
      null,
      [],
      { choices: "?" },
      delta({ audio: {} }),
      hi,
      stop("stop"),
    ],
    content: [text("Hi")],
  },
  {
    name: "Azure's first chunk has filter results and no choices",
    chunks: [{ id: "", model: "", choices: [], prompt_filter_results: [] }, hi, stop("stop")],
    content: [text("Hi")],
  },
];

const factories = { minimax, zai, xai, "openai-compatible": openaiCompatible };
let server: VendorServer;

beforeAll(async () => {
  server = await vendorServer({ steps: [], validate: false });
});

afterAll(() => server.close());

describe.each(Object.entries(factories))("%s over HTTP", (provider, factory) => {
  test.each(cases)("$name", async ({ name, chunks, compat, withoutDone, ...expected }) => {
    server.append({
      recording: chunks.map((chunk) => JSON.stringify(chunk)),
      fault: withoutDone ? { type: "end", afterEvents: chunks.length } : undefined,
    });
    const baseUrl = server.baseUrl("openai-completions");
    const model = testModel({ provider, baseUrl, compat });
    const messages = [{ role: "user" as const, content: name, timestamp: 0 }];
    const events = await Array.fromAsync(
      factory({ apiKey: "key", baseUrl }).stream({ model, messages }),
    );
    const message = checkedMessage(events);
    expect(message).toMatchObject({ stopReason: "stop", ...expected });
    if (expected.content) expect(message.content).toEqual(expected.content);
  });
});

/** The message of a stream whose events tell the same story as it. */
function checkedMessage(events: StreamEvent[]): AssistantMessage {
  const end = events.at(-1);
  if (end?.type !== "done" && end?.type !== "error") throw new Error("There is no terminal event.");
  const message = end.type === "done" ? end.message : end.error;
  const blocks: string[] = [];
  const open = new Set<number>();
  for (const event of events.slice(0, -1)) {
    if (event.type === "start") {
      expect(events.indexOf(event)).toBe(0);
    } else if (event.type.endsWith("_start")) {
      if (!("contentIndex" in event)) continue;
      expect(event.contentIndex).toBe(blocks.length);
      blocks.push("");
      open.add(event.contentIndex);
    } else if ("delta" in event) {
      expect(open.has(event.contentIndex)).toBe(true);
      blocks[event.contentIndex] += event.delta;
    } else if ("contentIndex" in event) {
      expect(open.delete(event.contentIndex)).toBe(true);
    }
  }
  expect(end.type === "error" || open.size === 0).toBe(true);
  message.content.forEach((block, index) => {
    if (block.type === "text") expect(blocks[index]).toBe(block.text);
    if (block.type === "thinking") expect(blocks[index]).toBe(block.thinking);
  });
  return message;
}
