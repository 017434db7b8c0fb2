import { calculateCost, listModels, type Model } from "@argent/ai";
import { testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { piModel } from "../../test/kit.ts";
import { fromPiModel, toPiModel } from "./pi-model.ts";

const usage = { input: 900_000, output: 5, cacheRead: 7, cacheWrite: 11, totalTokens: 900_023 };

test("every model of the database comes back from Pi's shape as it was, also through JSON", () => {
  for (const provider of ["anthropic", "openai", "zai", "minimax", "openrouter", "deepseek"]) {
    for (const model of listModels({ provider })) {
      const back = fromPiModel(JSON.parse(JSON.stringify(toPiModel(model))));
      expect(calculateCost(back, usage)).toEqual(calculateCost(model, usage));
      const { pricing: _, ...rest } = model;
      expect(JSON.parse(JSON.stringify(back))).toMatchObject(rest);
    }
  }
});

test.each<[string, Model["pricing"]]>([
  ["free", { input: 0, output: 0 }],
  ["unknown", undefined],
  ["in tiers", { input: 1, output: 2, tiers: [{ above: 200_000, input: 3, output: 4 }] }],
])("a price that is %s stays so", (_, pricing) => {
  const back = fromPiModel(toPiModel(testModel({ pricing })));
  expect(calculateCost(back, usage)).toEqual(calculateCost({ pricing }, usage));
});

test("prices of zero are unknown to Pi", () => {
  const zero = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  expect(fromPiModel(piModel({ cost: zero })).pricing).toBeUndefined();
  const { cost: _, input: __, ...few } = piModel();
  expect(fromPiModel(JSON.parse(JSON.stringify(few)))).toMatchObject({ input: ["text"] });
});

test.each([
  [{ supportsReasoningEffort: false }, { thinkingFormat: "none" }],
  [
    { thinkingFormat: "zai", zaiToolStream: true, supportsStore: false, unknownFlag: 1 },
    { thinkingFormat: "thinking_type", toolStream: true, supportsStore: false },
  ],
  [
    { thinkingFormat: "deepseek" },
    { thinkingFormat: "thinking_type", supportsReasoningEffort: true },
  ],
  [
    { requiresReasoningContentOnAssistantMessages: true },
    { requiresReasoningField: true, reasoningField: "reasoning_content" },
  ],
  [{ supportsEagerToolInputStreaming: false }, { toolStream: false }],
])("the quirks %j keep their meaning, and come back to Pi as they were", (compat, expected) => {
  const model = fromPiModel(piModel({ compat }));
  expect(model.compat).toEqual(expected);
  expect(toPiModel({ ...model, id: "other" }).compat).toEqual(compat);
});
