import { type Step, vendorServer } from "@argent/ai/testing";
import type { Api, Context, Model } from "../../../src/pi-ai/index.ts";
import type { ContractCases, PiModules } from "../contract.ts";

const apis: readonly Api[] = [
  "anthropic-messages",
  "openai-completions",
  "openai-responses",
  "google-generative-ai",
];

const image = { type: "image" as const, data: "iVBORw0KGgo=", mimeType: "image/png" };

const context: Context = {
  systemPrompt: "Be brief.",
  messages: [
    { role: "user", content: [{ type: "text", text: "What is this?" }, image], timestamp: 1 },
  ],
  tools: [
    {
      name: "look",
      description: "Looks.",
      parameters: { type: "object", properties: { at: { type: "string" } }, required: ["at"] },
    },
  ],
};

function model(api: Api, baseUrl: string): Model<Api> {
  return {
    id: "m",
    name: "M",
    api,
    provider: "contract",
    baseUrl,
    reasoning: false,
    input: ["text", "image"],
    cost: { input: 1, output: 2, cacheRead: 0.5, cacheWrite: 1.5 },
    contextWindow: 100_000,
    maxTokens: 1_000,
  };
}

const counts = { usage: { input: 50, output: 5 } };

/** What an API gives for one answer over a real socket: the kinds of its events, and the answer. */
async function answer(pi: PiModules, api: Api, step: Step) {
  await using server = await vendorServer({ steps: [{ ...step, ...counts }], validate: false });
  const row = model(api, server.baseUrl(api));
  const stream = pi.ai.streamSimple(row, context, { apiKey: "key", maxRetries: 0 });
  const types: string[] = [];
  for await (const event of stream) if (types.at(-1) !== event.type) types.push(event.type);
  const { content, stopReason, usage, provider, model: id } = await stream.result();
  const blocks = content.map((block) => {
    if (block.type === "toolCall") return [block.name, block.arguments];
    return block.type === "text" ? block.text : block.thinking;
  });
  return { types, blocks, stopReason, usage, provider, id };
}

const talking: Step = { text: "A flower, 🌼.", deltaSize: 4 };
const calling: Step = {
  text: "Let me see.",
  toolCalls: [{ name: "look", arguments: { at: "it" } }],
};
const cut: Step = { text: "A flo", stopReason: "length" };

export const aiProviders: ContractCases = {
  ...Object.fromEntries(
    apis.flatMap((api) => [
      [`an answer of ${api}`, (pi: PiModules) => answer(pi, api, talking)],
      [`a tool call of ${api}`, (pi: PiModules) => answer(pi, api, calling)],
      [`an answer of ${api} that was cut off`, (pi: PiModules) => answer(pi, api, cut)],
    ]),
  ),

  async "an abort over a real socket"(pi) {
    const seen: unknown[] = [];
    for (const api of apis) {
      const fault = { type: "stall" as const, afterEvents: 6 };
      const step = { text: "0123456789".repeat(4), deltaSize: 1, fault };
      await using server = await vendorServer({ steps: [step], validate: false });
      const abort = new AbortController();
      const options = { apiKey: "key", maxRetries: 0, signal: abort.signal };
      const stream = pi.ai.streamSimple(model(api, server.baseUrl(api)), context, options);
      for await (const event of stream) if (event.type === "text_delta") abort.abort();
      const { stopReason } = await stream.result();
      seen.push([api, stopReason]);
    }
    return seen;
  },

  async "an error of each API is an answer"(pi) {
    const seen: unknown[] = [];
    for (const api of apis) {
      const steps = [{ error: { kind: "auth" as const } }];
      await using server = await vendorServer({ steps, validate: false });
      const options = { apiKey: "key", maxRetries: 0 };
      const answer = await pi.ai.completeSimple(model(api, server.baseUrl(api)), context, options);
      seen.push([api, answer.stopReason, typeof answer.errorMessage, answer.content]);
    }
    return seen;
  },

  async "a request without a key"(pi) {
    const before = process.env.ANTHROPIC_API_KEY;
    delete process.env.ANTHROPIC_API_KEY;
    try {
      const row = pi.ai.getModel("anthropic", "claude-sonnet-4-20250514");
      const { stopReason, errorMessage } = await pi.ai.completeSimple(row, context);
      return [stopReason, errorMessage];
    } finally {
      if (before !== undefined) process.env.ANTHROPIC_API_KEY = before;
    }
  },
};
