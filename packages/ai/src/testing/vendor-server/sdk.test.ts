import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { expect, test } from "vitest";
import type { Step } from "../step.ts";
import { type VendorServer, vendorServer } from "./server.ts";

const parameters = { type: "object" as const, properties: { path: { type: "string" } } };
const step: Step = {
  thinking: "Two files, then.",
  text: "Reading 😀 both files now.",
  toolCalls: [
    { name: "read", arguments: { path: "a.txt" } },
    { name: "read", arguments: { path: "b.txt" } },
  ],
  usage: { input: 100, output: 40, cacheRead: 30, cacheWrite: 0, reasoning: 10 },
  deltaSize: 3,
};
const calls = [
  { id: "call_1", name: "read", arguments: { path: "a.txt" } },
  { id: "call_2", name: "read", arguments: { path: "b.txt" } },
];

test("Anthropic's SDK reads a stream", async () => {
  await using server = await vendorServer({ steps: [step] });
  const message = await anthropicClient(server)
    .messages.stream({
      model: "claude-sonnet-4-6",
      max_tokens: 4_000,
      thinking: { type: "enabled", budget_tokens: 2_000 },
      messages: [{ role: "user", content: "Read both." }],
      tools: [{ name: "read", description: "Reads.", input_schema: parameters }],
    })
    .finalMessage();
  expectAnthropic(message);
});

test("Anthropic's SDK reads a whole answer", async () => {
  await using server = await vendorServer({ steps: [step] });
  expectAnthropic(
    await anthropicClient(server).messages.create({
      model: "claude-sonnet-4-6",
      max_tokens: 1_000,
      messages: [{ role: "user", content: "Read both." }],
    }),
  );
});

function anthropicClient(server: VendorServer): Anthropic {
  const baseURL = server.baseUrl("anthropic-messages");
  return new Anthropic({ apiKey: "key", authToken: null, baseURL, maxRetries: 0 });
}

function expectAnthropic(message: Anthropic.Message): void {
  expect(message.content).toMatchObject([
    { type: "thinking", thinking: step.thinking, signature: expect.stringMatching(/./) },
    { type: "text", text: step.text },
    ...calls.map((call) => ({
      type: "tool_use",
      id: call.id,
      name: call.name,
      input: call.arguments,
    })),
  ]);
  expect(message.stop_reason).toBe("tool_use");
  expect(message.usage).toMatchObject({
    input_tokens: 100,
    cache_read_input_tokens: 30,
    output_tokens: 40,
    output_tokens_details: { thinking_tokens: 10 },
  });
}

test("OpenAI's SDK reads a stream of chat completions", async () => {
  await using server = await vendorServer({ steps: [step] });
  const runner = openaiClient(server, "openai-completions").chat.completions.stream({
    model: "gpt-5.4",
    messages: [{ role: "user", content: "Read both." }],
    tools: [{ type: "function", function: { name: "read", parameters } }],
    stream_options: { include_usage: true },
  });
  let thinking = "";
  runner.on("chunk", (chunk) => {
    const delta = chunk.choices[0]?.delta;
    if (delta && "reasoning_content" in delta) thinking += String(delta.reasoning_content);
  });
  const completion = await runner.finalChatCompletion();
  expect(thinking).toBe(step.thinking);
  expectCompletion(completion);
});

test("OpenAI's SDK reads a whole chat completion", async () => {
  await using server = await vendorServer({ steps: [step] });
  expectCompletion(
    await openaiClient(server, "openai-completions").chat.completions.create({
      model: "gpt-5.4",
      messages: [{ role: "user", content: "Read both." }],
    }),
  );
});

function expectCompletion(completion: OpenAI.ChatCompletion): void {
  expect(completion.choices[0]).toMatchObject({
    finish_reason: "tool_calls",
    message: {
      content: step.text,
      tool_calls: calls.map((call) => ({
        id: call.id,
        type: "function",
        function: { name: call.name, arguments: JSON.stringify(call.arguments) },
      })),
    },
  });
  expect(completion.usage).toMatchObject({
    prompt_tokens: 130,
    completion_tokens: 40,
    total_tokens: 170,
    prompt_tokens_details: { cached_tokens: 30 },
    completion_tokens_details: { reasoning_tokens: 10 },
  });
}

test("OpenAI's SDK reads a stream of the Responses API", async () => {
  await using server = await vendorServer({ steps: [step] });
  const stream = openaiClient(server, "openai-responses").responses.stream({
    model: "gpt-5.4",
    input: "Read both.",
    store: false,
    include: ["reasoning.encrypted_content"],
    tools: [{ type: "function", name: "read", parameters, strict: false }],
  });
  let text = "";
  stream.on("response.output_text.delta", (event) => {
    text += event.delta;
  });
  expectResponse(await stream.finalResponse());
  expect(text).toBe(step.text);
});

test("OpenAI's SDK reads a whole answer of the Responses API", async () => {
  await using server = await vendorServer({ steps: [step] });
  expectResponse(
    await openaiClient(server, "openai-responses").responses.create({
      model: "gpt-5.4",
      input: "Read both.",
      include: ["reasoning.encrypted_content"],
    }),
  );
});

function expectResponse(response: OpenAI.Responses.Response): void {
  expect(response.status).toBe("completed");
  expect(response.output).toMatchObject([
    {
      type: "reasoning",
      id: expect.stringMatching(/^rs_/),
      summary: [{ text: step.thinking }],
      encrypted_content: expect.stringMatching(/./),
    },
    { type: "message", content: [{ type: "output_text", text: step.text }] },
    ...calls.map((call) => ({
      type: "function_call",
      id: expect.stringMatching(/^fc_/),
      call_id: call.id,
      name: call.name,
      arguments: JSON.stringify(call.arguments),
    })),
  ]);
  expect(response.usage).toMatchObject({
    input_tokens: 130,
    input_tokens_details: { cached_tokens: 30 },
    output_tokens: 40,
    output_tokens_details: { reasoning_tokens: 10 },
  });
}

function openaiClient(
  server: VendorServer,
  api: "openai-completions" | "openai-responses",
): OpenAI {
  return new OpenAI({ apiKey: "key", baseURL: server.baseUrl(api), maxRetries: 0 });
}

test.each(["streamed", "whole"])("Google's SDK reads a %s answer", async (manner) => {
  await using server = await vendorServer({ steps: [step] });
  const { models } = new GoogleGenAI({
    apiKey: "key",
    httpOptions: { baseUrl: server.url, apiVersion: "v1beta" },
  });
  const request = {
    model: "gemini-2.5-flash",
    contents: "Read both.",
    config: {
      tools: [
        {
          functionDeclarations: [
            { name: "read", description: "Reads.", parametersJsonSchema: parameters },
          ],
        },
      ],
    },
  };
  const chunks = [];
  if (manner === "whole") chunks.push(await models.generateContent(request));
  else for await (const chunk of await models.generateContentStream(request)) chunks.push(chunk);

  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
  const textOf = (thought: boolean) =>
    parts
      .filter((part) => (part.thought ?? false) === thought)
      .map((part) => part.text ?? "")
      .join("");
  expect(textOf(true)).toBe(step.thinking);
  expect(textOf(false)).toBe(step.text);
  const called = parts.filter((part) => part.functionCall);
  expect(called.map((part) => part.functionCall)).toMatchObject(
    calls.map(({ id, name, arguments: args }) => ({ id, name, args })),
  );
  expect(called.map((part) => part.thoughtSignature !== undefined)).toEqual([true, false]);
  const last = chunks.at(-1);
  expect(last?.candidates?.[0]?.finishReason).toBe("STOP");
  expect(last?.usageMetadata).toMatchObject({
    promptTokenCount: 130,
    cachedContentTokenCount: 30,
    candidatesTokenCount: 30,
    thoughtsTokenCount: 10,
    totalTokenCount: 170,
  });
});
