import assert from "node:assert/strict";
import { getModel, type Model, type Provider } from "@argent/ai";
import { anthropic } from "@argent/ai/anthropic";
import { google } from "@argent/ai/google";
import { openai } from "@argent/ai/openai";
import { openaiResponses } from "@argent/ai/openai-responses";
import { vendorServer } from "@argent/ai/testing";
import { convertToLlm } from "../../src/convert-to-llm.ts";
import type { AgentMessage } from "../../src/message.ts";
import { seededDraw } from "./seeded-draw.ts";
import { randomTools } from "./victim-script.ts";

export interface VendorCheck extends AsyncDisposable {
  /** @throws AssertionError when one of the four protocols would not take the transcript as a request. */
  check(messages: readonly AgentMessage[]): Promise<void>;
}

/** Starts a server that refuses what the vendors would refuse. */
export async function createVendorCheck(): Promise<VendorCheck> {
  const server = await vendorServer({ steps: [{ text: "Yes." }], onExhausted: "repeat" });
  const tools = randomTools(seededDraw(0), () => {});
  const asked = models().map(([create, model]): [Provider, Model] => [
    create({ apiKey: "key", baseUrl: server.baseUrl(model.api) }),
    model,
  ]);
  return {
    async check(messages) {
      for (const [provider, model] of asked) {
        const answer = await provider.complete({ model, messages: convertToLlm(messages), tools });
        assert.equal(answer.stopReason, "stop", `${model.api}: ${answer.errorMessage}`);
      }
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

type CreateProvider = (options: { apiKey: string; baseUrl: string }) => Provider;

function models(): [CreateProvider, Model][] {
  return [
    [anthropic, getModel("anthropic", "claude-sonnet-4-6")],
    [openai, getModel("openai", "gpt-5.1")],
    [openaiResponses, getModel("openai-responses", "gpt-5.4")],
    [google, getModel("google", "gemini-3.5-flash")],
  ];
}
