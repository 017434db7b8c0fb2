import { expect, test } from "vitest";
import { piModel } from "../../test/kit.ts";
import { fromRawOptions } from "./raw-options.ts";

test.each([
  ["anthropic-messages", { thinkingEnabled: true, effort: "max" }, { reasoning: "xhigh" }],
  [
    "anthropic-messages",
    { thinkingEnabled: true, thinkingBudgetTokens: 5_000 },
    { reasoning: "high", thinkingBudgets: { high: 5_000 } },
  ],
  ["anthropic-messages", { thinkingEnabled: false, effort: "high" }, { reasoning: undefined }],
  ["anthropic-messages", { toolChoice: "any" }, { toolChoice: "required" }],
  [
    "anthropic-messages",
    { toolChoice: { type: "tool", name: "t" } },
    { toolChoice: { name: "t" } },
  ],
  ["openai-completions", { reasoningEffort: "minimal" }, { reasoning: "minimal" }],
  [
    "openai-completions",
    { toolChoice: { type: "function", function: { name: "t" } } },
    { toolChoice: { name: "t" } },
  ],
  ["openai-completions", { reasoning: "high" }, { reasoning: undefined }],
  ["google-generative-ai", { thinking: { enabled: true, level: "LOW" } }, { reasoning: "low" }],
  [
    "google-generative-ai",
    { thinking: { enabled: true, budgetTokens: 700 } },
    { reasoning: "high", thinkingBudgets: { high: 700 } },
  ],
  ["google-generative-ai", { thinking: { enabled: false } }, { reasoning: undefined }],
  ["google-generative-ai", { toolChoice: "none" }, { toolChoice: "none" }],
])("%s %j means %j", (api, raw, expected) => {
  expect(fromRawOptions(api, raw)).toMatchObject(expected);
});

test("what has no equal goes into the body, before the host's own onPayload", async () => {
  const options = fromRawOptions("openai-responses", {
    reasoningEffort: "low",
    reasoningSummary: "detailed",
    serviceTier: "flex",
    onPayload: (payload: object) => ({ ...payload, seen: Object.keys(payload) }),
  });
  const body = await options.onPayload?.({ model: "m", reasoning: { effort: "low" } }, piModel());
  expect(body).toEqual({
    model: "m",
    reasoning: { effort: "low", summary: "detailed" },
    service_tier: "flex",
    seen: ["model", "reasoning", "service_tier"],
  });
});
