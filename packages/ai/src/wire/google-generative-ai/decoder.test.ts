import { describe, expect, test } from "vitest";
import type { StreamEvent } from "../../event.ts";
import type { AssistantMessage } from "../../message.ts";
import { google } from "../../providers/google.ts";
import { testModel } from "../../testing/test-model.ts";

const model = testModel({
  id: "gemini-3.8-flash",
  api: "google-generative-ai",
  provider: "google",
  baseUrl: "https://generativelanguage.googleapis.com/v1beta",
});

async function answerTo(body: string, type: string, temperature?: number) {
  const provider = google({
    apiKey: "key",
    fetch: async () => new Response(body, { headers: { "content-type": type } }),
  });
  const messages = [{ role: "user" as const, content: "hello", timestamp: 0 }];
  const events = await Array.fromAsync(provider.stream({ model, messages, temperature }));
  return { events, message: messageOf(events) };
}

function messageOf(events: StreamEvent[]): AssistantMessage {
  const last = events.at(-1);
  if (last?.type === "done") return last.message;
  if (last?.type === "error") return last.error;
  throw new Error("The stream has no terminal event.");
}

const streamed = (...payloads: object[]) =>
  answerTo(
    payloads.map((it) => `data: ${JSON.stringify(it)}\r\n\r\n`).join(""),
    "text/event-stream",
  );

const whole = (payload: object) => answerTo(JSON.stringify(payload), "application/json");

const usageMetadata = {
  promptTokenCount: 100,
  cachedContentTokenCount: 60,
  candidatesTokenCount: 30,
  thoughtsTokenCount: 20,
  totalTokenCount: 150,
};

function chunk(...parts: object[]) {
  const candidates = [{ content: { role: "model", parts }, index: 0 }];
  return { candidates, responseId: "r1", modelVersion: "gemini-3.8-flash-001" };
}

function end(finishReason = "STOP", fields: object = {}) {
  return { candidates: [{ finishReason, index: 0, ...fields }], usageMetadata };
}

const signature = "c2lnbmF0dXJl";
const call = (args: object, fields: object = {}) => ({
  functionCall: { name: "look", args, ...fields },
});

const texts = (message: AssistantMessage) =>
  message.content.map((block) => (block.type === "text" ? block.text : block.type));

const calls = (message: AssistantMessage) =>
  message.content.map((block) =>
    block.type === "toolCall" ? [block.id, block.name, block.arguments] : block.type,
  );

describe("text and thoughts", () => {
  test("each becomes a block of its own", async () => {
    const { events, message } = await streamed(
      chunk({ text: "Hm", thought: true }),
      chunk({ text: ".", thought: true }, { text: "Hel" }),
      chunk({ text: "lo" }),
      end(),
    );
    expect(events.map((event) => event.type)).toEqual([
      "start",
      "thinking_start",
      "thinking_delta",
      "thinking_delta",
      "thinking_end",
      "text_start",
      "text_delta",
      "text_delta",
      "text_end",
      "done",
    ]);
    expect(message).toMatchObject({
      content: [
        { type: "thinking", thinking: "Hm." },
        { type: "text", text: "Hello" },
      ],
      responseId: "r1",
      responseModel: "gemini-3.8-flash-001",
      stopReason: "stop",
    });
  });

  test("a signature belongs to the block it comes on, or behind", async () => {
    const { message } = await streamed(
      chunk({ text: "Hm.", thought: true, thoughtSignature: "dGhvdWdodA==" }),
      chunk({ text: "Hello" }),
      chunk({ text: "", thoughtSignature: signature }),
      end(),
    );
    expect(message.content).toEqual([
      { type: "thinking", thinking: "Hm.", thinkingSignature: "dGhvdWdodA==" },
      { type: "text", text: "Hello", textSignature: signature },
    ]);
  });

  test("a signature on an empty text is kept on one, where no text is open", async () => {
    const { message } = await streamed(
      chunk({ text: "Hm.", thought: true }),
      chunk({ text: "", thoughtSignature: signature }),
      end(),
    );
    expect(message.content).toEqual([
      { type: "thinking", thinking: "Hm." },
      { type: "text", text: "", textSignature: signature },
    ]);
  });

  test("code that the vendor runs is kept as text", async () => {
    const { message } = await streamed(
      chunk({ executableCode: { language: "PYTHON", code: "print(1)\n" } }),
      chunk({ codeExecutionResult: { outcome: "OUTCOME_OK", output: "1\n" } }),
      end(),
    );
    expect(texts(message)).toEqual(["\n```python\nprint(1)\n```\n\n```\n1\n```\n"]);
    expect(message.stopReason).toBe("stop");
  });

  test("grounding, unknown parts, empty candidates and further candidates change nothing", async () => {
    const { message } = await streamed(
      { candidates: [] },
      {},
      chunk({ text: "Hi" }, { someNewPart: { text: "?" } }),
      { candidates: [{ groundingMetadata: { webSearchQueries: ["x"] } }, { content: {} }] },
      end(),
    );
    expect(texts(message)).toEqual(["Hi"]);
  });

  test("a finish reason in every chunk, as older models give it, does not cut the answer", async () => {
    const each = (text: string) => end("STOP", { content: { parts: [{ text }] } });
    const { message } = await streamed(each("one "), each("two "), each("three"));
    expect(texts(message)).toEqual(["one two three"]);
  });
});

describe("tool calls", () => {
  test("a stop with calls is a tool use", async () => {
    const { events, message } = await streamed(
      chunk({ ...call({ x: 1 }, { id: "c1" }), thoughtSignature: signature }),
      chunk(call({ x: 2 }, { id: "c2" })),
      chunk({ text: "" }),
      end(),
    );
    expect(calls(message)).toEqual([
      ["c1", "look", { x: 1 }],
      ["c2", "look", { x: 2 }],
    ]);
    expect(message.content[0]).toMatchObject({ thoughtSignature: signature });
    expect(message.content[1]).not.toHaveProperty("thoughtSignature");
    expect(events.at(-1)).toMatchObject({ type: "done", reason: "toolUse" });
  });

  test("calls without ids, or with one id for all, get ids that are unique in a session", async () => {
    const first = await streamed(
      chunk(call({ x: 1 }), call({ x: 2 }), call({}, { id: "" })),
      end(),
    );
    const second = await streamed(chunk(call({}, { id: "c1" }), call({}, { id: "c1" })), end());
    const ids = [...calls(first.message), ...calls(second.message)].map(([id]) => id);
    expect(new Set(ids).size).toBe(5);
    expect(ids).toContain("c1");
  });

  test("a call without arguments has none", async () => {
    const { message } = await streamed(chunk({ functionCall: { id: "c1", name: "look" } }), end());
    expect(calls(message)).toEqual([["c1", "look", {}]]);
  });

  test("arguments that are streamed are put together", async () => {
    const piece = (fields: object) => chunk({ functionCall: fields });
    const { events, message } = await streamed(
      chunk({ text: "Looking." }),
      chunk({ ...call({}, { id: "c1", willContinue: true }), thoughtSignature: signature }),
      piece({
        partialArgs: [{ jsonPath: "$.path", stringValue: "/da", willContinue: true }],
        willContinue: true,
      }),
      piece({
        partialArgs: [
          { jsonPath: "$.path", stringValue: "ta" },
          { jsonPath: "$.depth", numberValue: 2 },
        ],
        willContinue: true,
      }),
      piece({}),
      chunk(call({ x: 1 }, { id: "c2" })),
      end(),
    );
    expect(calls(message)).toEqual([
      "text",
      ["c1", "look", { path: "/data", depth: 2 }],
      ["c2", "look", { x: 1 }],
    ]);
    expect(message.content[1]).toMatchObject({ thoughtSignature: signature });
    const deltas = events.filter((event) => event.type === "toolcall_delta");
    expect(deltas[0]).toMatchObject({ delta: '{"path":"/data","depth":2}' });
  });

  test("a new call ends the one before it", async () => {
    const begin = (id: string) =>
      chunk({
        functionCall: {
          id,
          name: "look",
          partialArgs: [{ jsonPath: "$.id", stringValue: id }],
          willContinue: true,
        },
      });
    const { message } = await streamed(
      begin("c1"),
      begin("c2"),
      chunk({ functionCall: {} }),
      end(),
    );
    expect(calls(message)).toEqual([
      ["c1", "look", { id: "c1" }],
      ["c2", "look", { id: "c2" }],
    ]);
  });

  test("truncated arguments are never executed as empty ones", async () => {
    const { message } = await streamed(
      chunk({ functionCall: { id: "c1", name: "remove", willContinue: true } }),
      end("MAX_TOKENS"),
    );
    expect(message).toMatchObject({
      stopReason: "length",
      content: [{ arguments: {}, argumentsError: expect.stringContaining("not valid JSON") }],
    });
  });
});

describe("the end", () => {
  test("usage keeps cached tokens apart and counts thoughts as output", async () => {
    const { message } = await streamed(chunk({ text: "Hi" }), end());
    expect(message.usage).toMatchObject({
      input: 40,
      output: 50,
      cacheRead: 60,
      reasoning: 20,
      totalTokens: 150,
    });
  });

  test("an answer that breaks off has the counts of its prompt", async () => {
    const body = `data: ${JSON.stringify({ ...chunk({ text: "Hi" }), usageMetadata })}\n\ndata: {oops\n\n`;
    const { message } = await answerTo(body, "text/event-stream");
    expect(message).toMatchObject({ stopReason: "error", usage: { input: 40, cacheRead: 60 } });
  });

  test("what server-side tools read is input", async () => {
    const counts = { ...usageMetadata, toolUsePromptTokenCount: 5, totalTokenCount: 155 };
    const { message } = await streamed({ ...end(), usageMetadata: counts });
    expect(message.usage).toMatchObject({ input: 45, totalTokens: 155 });
  });

  test.each(["MAX_TOKENS", "CONTINUATION"])("%s is a cut answer", async (reason) => {
    const { message } = await streamed(chunk({ text: "Hel" }), end(reason));
    expect(message.stopReason).toBe("length");
  });

  test.each([
    "SAFETY",
    "RECITATION",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "IMAGE_SAFETY",
    "LANGUAGE",
  ])("%s is an error with the vendor's words, and keeps what came before", async (reason) => {
    const finish = end(reason, { finishMessage: "Not this." });
    const { message } = await streamed(chunk({ text: "Hel" }), finish);
    expect(message).toMatchObject({
      stopReason: "error",
      errorMessage: expect.stringContaining("Not this."),
      error: { kind: "content_filter", code: reason, retryable: false },
      usage: { output: 50 },
    });
    expect(texts(message)).toEqual(["Hel"]);
  });

  test.each(["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "OTHER", "A_REASON_OF_NEXT_YEAR"])(
    "%s is an error that another try may not meet",
    async (reason) => {
      const { message } = await streamed(end(reason, { finishMessage: "Bad call." }));
      expect(message).toMatchObject({
        errorMessage: expect.stringContaining("Bad call."),
        error: { kind: "server", code: reason, retryable: true },
      });
    },
  );

  test("a blocked prompt is an error with the reason", async () => {
    const promptFeedback = { blockReason: "PROHIBITED_CONTENT", blockReasonMessage: "Not this." };
    const { message } = await streamed({ promptFeedback, usageMetadata });
    expect(message).toMatchObject({
      content: [],
      errorMessage: "The vendor blocked the prompt (PROHIBITED_CONTENT). Not this.",
      error: { kind: "content_filter", code: "PROHIBITED_CONTENT", retryable: false },
      usage: { input: 40 },
    });
  });

  test("an error inside the stream is not an empty success", async () => {
    const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "2.5s" }];
    const error = { code: 503, message: "Overloaded.", status: "UNAVAILABLE", details };
    const { events, message } = await streamed(chunk({ text: "Hel" }), { error }, end());
    expect(message).toMatchObject({
      errorMessage: expect.stringContaining("Overloaded."),
      error: { kind: "overloaded", status: 503, retryable: true, retryAfterMs: 2_500 },
    });
    expect(events.filter((it) => it.type === "error" || it.type === "done")).toHaveLength(1);
  });

  test("a body that ends without a finish reason is an error", async () => {
    const { message } = await streamed({ ...chunk({ text: "Hel" }), usageMetadata });
    expect(message).toMatchObject({
      stopReason: "error",
      error: { kind: "network" },
      usage: { output: 50 },
    });
    expect(texts(message)).toEqual(["Hel"]);
  });

  test("a temperature that the model does not take is named in a warning", async () => {
    const body = `data: ${JSON.stringify(end())}\n\n`;
    const { message } = await answerTo(body, "text/event-stream", 0.5);
    expect(message.warnings).toEqual([expect.stringContaining("temperature")]);
  });
});

describe("whole answers", () => {
  test.each([
    ["an object", end("STOP", { content: { parts: [{ text: "Hi" }, call({ x: 1 })] } })],
    ["an array of chunks", [chunk({ text: "H" }), chunk({ text: "i" }, call({ x: 1 })), end()]],
  ])("%s is understood", async (_name, payload) => {
    const { message } = await whole(payload);
    expect(texts(message)).toEqual(["Hi", "toolCall"]);
    expect(message).toMatchObject({ stopReason: "toolUse", usage: { totalTokens: 150 } });
  });

  test("an error is an error", async () => {
    const { message } = await whole([
      { error: { code: 500, message: "It broke.", status: "INTERNAL" } },
    ]);
    expect(message.error).toMatchObject({ kind: "server", status: 500 });
  });
});
