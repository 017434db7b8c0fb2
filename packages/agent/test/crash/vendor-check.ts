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

/**
 * Sends a transcript as a request over each of the four protocols to a server that refuses what the vendors refuse.
 *
 * @throws AssertionError when one of them would not take it.
 */
export async function checkWithVendors(messages: readonly AgentMessage[]): Promise<void> {
  await using server = await vendorServer({ steps: [{ text: "Yes." }], onExhausted: "repeat" });
  const tools = randomTools(seededDraw(0), () => {});
  for (const [create, model] of vendors()) {
    const provider = create({ apiKey: "key", baseUrl: server.baseUrl(model.api) });
    const answer = await provider.complete({ model, messages: convertToLlm(messages), tools });
    assert.equal(answer.stopReason, "stop", `${model.api}: ${answer.errorMessage}`);
  }
}

type CreateProvider = (options: { apiKey: string; baseUrl: string }) => Provider;

function vendors(): [CreateProvider, Model][] {
  return [
    [anthropic, getModel("anthropic", "claude-sonnet-4-6")],
    [openai, getModel("openai", "gpt-5.1")],
    [openaiResponses, getModel("openai-responses", "gpt-5.4")],
    [google, getModel("google", "gemini-3.5-flash")],
  ];
}
