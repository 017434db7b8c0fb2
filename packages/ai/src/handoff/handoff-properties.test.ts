import fc from "fast-check";
import { expect, test } from "vitest";
import { handoff } from "../handoff.ts";
import type { AssistantMessage, Message } from "../message.ts";
import type { Compat, Model } from "../model.ts";
import type { Provider } from "../provider.ts";
import { anthropic } from "../providers/anthropic.ts";
import { google } from "../providers/google.ts";
import { openaiCompatible } from "../providers/openai-compatible.ts";
import { openaiResponses } from "../providers/openai-responses.ts";
import { testModel, vendorServer } from "../testing/index.ts";
import type { ProviderOptions } from "../wire/wire-provider.ts";

const both: Model["input"] = ["text", "image"];
const claude = model("anthropic-messages", both);
const chat = model("openai-completions", ["text"]);
const mistral = model("openai-completions", both, { toolCallIdAlphanumerics: 9 });
const shortIds = model("openai-completions", both, { maxToolCallIdLength: 12 });
const gpt = model("openai-responses", both);
const gemini2 = { ...model("google-generative-ai", both), id: "gemini-2.5-flash" };
const gemini3 = { ...model("google-generative-ai", both), id: "gemini-3-pro" };
const unsigned = model("anthropic-messages", ["text"], { allowsEmptySignature: true });
const models = [claude, chat, mistral, shortIds, gpt, gemini2, gemini3, unsigned];

function model(api: string, input: Model["input"], compat?: Compat): Model {
  return testModel({ id: "m1", provider: "p1", api, input, compat });
}

const anyModel = fc.constantFrom(...models);
const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("", " ", "\n", "hello", "\ud83d", "a\udc00b", "😀"),
);
const timestamp = fc.nat({ max: 1_000 });
const id = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("a", "b", "c", "a_", "a.", "a:", "") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "call_1|fc_1",
      "call_1|fc_2",
      "call_2|fc_1",
      "call_1|x",
      "|fc_1",
      "call_1",
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 70 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "x".repeat(80),
      `${"x".repeat(80)}y`,
      "x".repeat(64),
      "x".repeat(40),
    ),
  },
);
const text = fc.record(
  { type: fc.constant("text" as const), text: words },
  { requiredKeys: ["type", "text"] },
);
const signature = fc.constantFrom("c2ln", "sig", "");
const signedText = fc.record(
  { type: fc.constant("text" as const), text: words, textSignature: signature },
  { requiredKeys: ["type", "text"] },
);
const thinking = fc.record(
  {
    type: fc.constant("thinking" as const),
    thinking: words,
    thinkingSignature: signature,
    redacted: fc.boolean(),
  },
  { requiredKeys: ["type", "thinking"] },
);
const call = fc.record(
  {
    type: fc.constant("toolCall" as const),
    id,
    name: fc.constantFrom("read", "bash"),
    arguments: fc.dictionary(words, fc.oneof(words, fc.integer(), fc.array(words))),
    thoughtSignature: signature,
  },
  { requiredKeys: ["type", "id", "name", "arguments"] },
);
const image = fc.constant({ type: "image" as const, data: "aGk=", mimeType: "image/png" });
const parts = fc.array(fc.oneof(text, image), { maxLength: 4 });

const user = fc.record({
  role: fc.constant("user" as const),
  content: fc.oneof(words, parts),
  timestamp,
});
const toolResult = fc.record({
  role: fc.constant("toolResult" as const),
  toolCallId: id,
  toolName: fc.constantFrom("read", "bash", "call_0"),
  content: parts,
  isError: fc.boolean(),
  timestamp,
});
const usage = {
  input: 1,
  output: 1,
  cacheRead: 0,
  cacheWrite: 0,
  totalTokens: 2,
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
};
const assistant: fc.Arbitrary<AssistantMessage> = fc
  .record({
    maker: anyModel,
    isForeign: fc.boolean(),
    content: fc.array(fc.oneof(signedText, thinking, call), { maxLength: 4 }),
    stopReason: fc.constantFrom(
      "stop" as const,
      "toolUse" as const,
      "length" as const,
      "error" as const,
      "aborted" as const,
    ),
    timestamp,
  })
  .map(({ maker, isForeign, ...rest }) => ({
    role: "assistant",
    api: maker.api,
    provider: isForeign ? "elsewhere" : maker.provider,
    model: maker.id,
    usage,
    ...rest,
  }));
const conversation: fc.Arbitrary<Message[]> = fc.array(
  fc.oneof(user, assistant, toolResult, toolResult),
  {
    maxLength: 14,
  },
);

test("any conversation becomes one that the vendor takes", () => {
  fc.assert(
    fc.property(conversation, anyModel, (messages, model) => {
      expect(problems(handoff(messages, model), model)).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

test.each<[string, Model, (options: ProviderOptions) => Provider]>([
  ["Anthropic", claude, anthropic],
  ["Chat Completions", chat, openaiCompatible],
  ["Responses", gpt, openaiResponses],
  ["Gemini 2.5", gemini2, google],
  ["Gemini 3", gemini3, google],
])("any conversation is accepted over the wire (%s)", async (_, model, factory) => {
  await using server = await vendorServer({ steps: [{ text: "ok" }], onExhausted: "repeat" });
  const baseUrl = server.baseUrl(model.api);
  const provider = factory({ baseUrl, apiKey: "key" });
  const tools = ["read", "bash"].map((name) => ({
    name,
    description: name,
    parameters: { type: "object" },
  }));
  await fc.assert(
    fc.asyncProperty(conversation, fc.constantFrom("off", "medium"), async (messages, thinking) => {
      const asked: Message[] = [...messages, { role: "user", content: "go on", timestamp: 0 }];
      const answer = await provider.complete({
        model: { ...model, baseUrl },
        thinking,
        messages: asked,
        tools,
      });
      expect(answer.errorMessage).toBeUndefined();
    }),
  );
});

test("handing over twice changes nothing more, and keeps every object", () => {
  fc.assert(
    fc.property(conversation, anyModel, (messages, model) => {
      const once = handoff(messages, model);
      const twice = handoff(once, model);
      expect(twice).toEqual(once);
      expect(twice.every((message, index) => message === once[index])).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test("a conversation that the vendor takes, of its own making, comes back as it is", () => {
  fc.assert(
    fc.property(conversation, anyModel, (messages, model) => {
      const own = messages.map((message) =>
        message.role === "assistant"
          ? { ...message, api: model.api, provider: model.provider, model: model.id }
          : message,
      );
      const valid = handoff(own, model);
      fc.pre(valid.length > 0);
      expect(handoff(structuredClone(valid), model)).toEqual(valid);
    }),
  );
});

test("the given messages are never changed", () => {
  fc.assert(
    fc.property(conversation, anyModel, (messages, model) => {
      const before = structuredClone(messages);
      handoff(messages, model);
      expect(messages).toEqual(before);
    }),
  );
});

test("ids of earlier calls do not depend on what is said later", () => {
  fc.assert(
    fc.property(conversation, assistant, anyModel, (messages, next, model) => {
      const before = idsOf(handoff(messages, model));
      const after = idsOf(handoff([...messages, next], model));
      expect(after.slice(0, before.length)).toEqual(before);
    }),
  );
});

test("what was said survives: text of users and complete answers, calls and their results", () => {
  fc.assert(
    fc.property(conversation, anyModel, (messages, model) => {
      const wanted = messages.flatMap((message) => {
        if (message.role !== "assistant") return [];
        if (message.stopReason === "error" || message.stopReason === "aborted") return [];
        return message.content.flatMap((block) => (block.type === "toolCall" ? [block.name] : []));
      });
      const got = handoff(messages, model).flatMap((message) =>
        message.role === "assistant"
          ? message.content.flatMap((block) => (block.type === "toolCall" ? [block.name] : []))
          : [],
      );
      expect(got).toEqual(wanted);
    }),
  );
});

/** An independent reading of what the vendors refuse. */
function problems(messages: readonly Message[], model: Model): string[] {
  const found: string[] = [];
  const isStrict = model.api === "anthropic-messages" || model.api === "google-generative-ai";
  const callIds = new Set<string>();
  let expected: string[] = [];
  let previous = "";
  for (const message of messages) {
    if (message.role === "toolResult") {
      if (expected.shift() !== message.toolCallId)
        found.push(`result ${message.toolCallId} out of place`);
    } else if (expected.length > 0) {
      found.push(`no result for ${expected.join()}`);
      expected = [];
    }
    if (isStrict && previous === "" && message.role !== "user")
      found.push("does not begin with the user");
    if (isStrict && message.role !== "toolResult" && message.role === previous)
      found.push(`two of ${previous}`);
    previous = message.role;
    if (message.content.length === 0) found.push("empty message");
    if (/\\ud[89a-f]/.test(JSON.stringify(message.content))) found.push("half a character");
    if (typeof message.content === "string") {
      if (message.content.trim() === "") found.push("blank message");
      continue;
    }
    for (const block of message.content) {
      if (block.type === "text" && block.text.trim() === "") {
        const isSigned = "textSignature" in block && block.textSignature;
        if (!isSigned || model.api !== "google-generative-ai") found.push("blank text");
      }
      if (block.type === "image") {
        if (!model.input.includes("image")) found.push("image for the blind");
        if (
          message.role === "toolResult" &&
          message.isError &&
          model.api === "anthropic-messages"
        ) {
          found.push("image in an error result");
        }
      }
      if (block.type === "toolCall") {
        if (!isWireId(block.id, model)) found.push(`bad id ${block.id}`);
        const callId = model.api === "openai-responses" ? (block.id.split("|")[0] ?? "") : block.id;
        if (callIds.has(callId)) found.push(`second ${callId}`);
        callIds.add(callId);
        expected.push(block.id);
      }
      if (message.role === "assistant" && message.provider !== model.provider) {
        if (block.type === "thinking" || /[a-z]Signature/.test(Object.keys(block).join()))
          found.push("foreign signature");
      }
    }
    const last = message.content.at(-1);
    if (last?.type === "thinking" && /anthropic|responses/.test(model.api))
      found.push("thinking at the end");
  }
  if (expected.length > 0) found.push(`no result for ${expected.join()}`);
  return found;
}

function isWireId(wireId: string, model: Model): boolean {
  if (model.compat?.toolCallIdAlphanumerics) return /^[a-zA-Z0-9]{9}$/.test(wireId);
  if (model.compat?.maxToolCallIdLength) return /^[!-~]{1,12}$/.test(wireId);
  switch (model.api) {
    case "openai-completions":
      return /^[!-~]{1,40}$/.test(wireId);
    case "openai-responses":
      return /^[a-zA-Z0-9_-]{1,64}(\|fc_[a-zA-Z0-9_-]{1,61})?$/.test(wireId);
    default:
      return /^[a-zA-Z0-9_-]{1,64}$/.test(wireId);
  }
}

function idsOf(messages: readonly Message[]): string[] {
  return messages.flatMap((message) =>
    message.role === "assistant"
      ? message.content.flatMap((block) => (block.type === "toolCall" ? [block.id] : []))
      : [],
  );
}
