import { expect, test } from "vitest";
import type { Compat } from "../../model.ts";
import { testModel } from "../../testing/test-model.ts";
import { geminiTraits } from "./gemini-traits.ts";

function traitsOf(id: string, compat: Compat = {}) {
  return geminiTraits({ model: testModel({ id }), compat });
}

const old = {
  thinkingLevels: false,
  callIds: false,
  imagesInResults: false,
  signedCalls: false,
  temperature: true,
};
const three = {
  thinkingLevels: true,
  callIds: true,
  imagesInResults: true,
  signedCalls: true,
  temperature: true,
};
const newest = { ...three, temperature: false };

test.each([
  ["gemini-2.5-pro", old],
  ["models/gemini-2.0-flash", old],
  ["gemma-3-27b-it", old],
  ["gemini-3-pro-preview", three],
  ["google/gemini-3.1-pro-preview", three],
  ["gemini-3.6-flash", newest],
  ["gemini-4-argon", newest],
  ["gemini-flash-latest", newest],
  ["gemini-flash-lite-latest", newest],
])("%s is of its generation", (id, traits) => {
  expect(traitsOf(id)).toEqual(traits);
});

test("what the endpoint says wins over the id", () => {
  const compat = {
    thinkingLevelParameter: true,
    supportsImagesInToolResults: true,
    supportsTemperature: false,
  };
  expect(traitsOf("tuned-model", compat)).toEqual({
    thinkingLevels: true,
    callIds: false,
    imagesInResults: true,
    signedCalls: false,
    temperature: false,
  });
});
