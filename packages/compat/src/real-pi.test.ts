import { Agent as ArgentAgent } from "@argent/agent";
import { scripted, testModel, vendorServer } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { setUp, text, tool } from "../test/contract/agent-kit.ts";
import { all, hasPi, loadPi, piContext, piModel } from "../test/kit.ts";
import {
  fromPiModel,
  fromPiStream,
  fromPiTool,
  toPiModel,
  toPiStreamFn,
  toPiTool,
} from "./index.ts";
import * as facade from "./pi-ai/index.ts";

const load = () => loadPi("0.73.1");

const steps = () => [
  {
    thinking: "hm",
    text: "Let me look.",
    toolCalls: [{ id: "1", name: "look", arguments: { n: 3 } }],
  },
  { text: "It is a flower." },
];
const look = () =>
  tool("look", { execute: async (_, params) => text(`saw ${JSON.stringify(params)}`) });

describe.runIf(hasPi)("with the real Pi 0.73.1", () => {
  test("its Agent runs on a provider of ours", async () => {
    const pi = await load();
    const provider = scripted(steps());
    const agent = new pi.core.Agent({
      initialState: { model: toPiModel(testModel()), tools: [look()], thinkingLevel: "high" },
      streamFn: toPiStreamFn(provider),
    });
    await agent.prompt("What is it?");
    expect(agent.state.messages).toMatchObject([
      { role: "user" },
      {
        role: "assistant",
        content: [{ thinking: "hm" }, { text: "Let me look." }, { name: "look" }],
      },
      { role: "toolResult", content: [{ text: 'saw {"n":3}' }] },
      { role: "assistant", content: [{ text: "It is a flower." }], stopReason: "stop" },
    ]);
    expect(provider.requests[0]).toMatchObject({ thinking: "high", tools: [{ name: "look" }] });
  });

  test("our Agent runs on a provider and a tool of its, over a socket", async () => {
    const pi = await load();
    await using server = await vendorServer({ steps: steps(), validate: false });
    const model = piModel({
      api: "anthropic-messages",
      provider: "amazon-bedrock",
      baseUrl: server.baseUrl("anthropic-messages"),
      cost: { input: 3, output: 15, cacheRead: 0, cacheWrite: 0 },
    });
    const agent = new ArgentAgent({
      provider: fromPiStream(pi.ai.streamSimpleAnthropic, { id: "amazon-bedrock" }),
      initialState: { model: fromPiModel(model), tools: [fromPiTool(look())] },
      getApiKey: () => "key",
    });
    const messages = await agent.prompt("What is it?");
    expect(messages).toMatchObject([
      { role: "user" },
      { role: "assistant", provider: "amazon-bedrock", stopReason: "toolUse", usage: { cost: {} } },
      { role: "toolResult", isError: false },
      { role: "assistant", content: [{ text: "It is a flower." }] },
    ]);
    const [, answer] = messages;
    expect(answer?.role === "assistant" && answer.usage.cost.total).toBeGreaterThan(0);
    expect(JSON.stringify(messages)).not.toMatch(/partialJson|"index"/);
  });

  test("a refusal of the vendor comes through its provider as a typed error", async () => {
    const pi = await load();
    const refusal = { error: { kind: "overloaded" as const, status: 529 } };
    await using server = await vendorServer({ steps: [refusal], validate: false });
    const baseUrl = server.baseUrl("anthropic-messages");
    const model = fromPiModel(piModel({ api: "anthropic-messages", baseUrl }));
    const provider = fromPiStream(pi.ai.streamSimpleAnthropic);
    const answer = await provider.complete({ model, messages: piContext().messages, apiKey: "k" });
    expect(answer).toMatchObject({
      stopReason: "error",
      error: { kind: "overloaded", status: 529, retryable: true },
    });
  });

  test("a tool of ours runs in its loop, and a failure with content is a failure there", async () => {
    const pi = await load();
    const failing = toPiTool({
      name: "look",
      description: "Looks.",
      parameters: { type: "object" },
      execute: async () => ({ content: [{ type: "text", text: "too dark" }], isError: true }),
    });
    const { agent } = setUp(
      pi,
      [
        pi.ai.fauxAssistantMessage(pi.ai.fauxToolCall("look", {}, { id: "1" }), {
          stopReason: "toolUse",
        }),
        pi.ai.fauxAssistantMessage("end"),
      ],
      { initialState: { tools: [failing] } },
    );
    await agent.prompt("go");
    expect(agent.state.messages[2]).toMatchObject({
      isError: true,
      content: [{ text: "too dark" }],
    });
  });

  test("its Bedrock module answers in our facade", async () => {
    const pi = await load();
    const faux = pi.ai.registerFauxProvider({ api: "bedrock-converse-stream" });
    faux.setResponses([pi.ai.fauxAssistantMessage("from Bedrock")]);
    facade.setBedrockProviderModule({
      streamBedrock: pi.ai.stream,
      streamSimpleBedrock: pi.ai.streamSimple,
    });
    const stream = facade.streamSimple(faux.getModel(), piContext());
    const events = await all(stream);
    expect(events.at(-1)?.type).toBe("done");
    expect(await stream.result()).toMatchObject({ content: [{ text: "from Bedrock" }] });
  });
});
