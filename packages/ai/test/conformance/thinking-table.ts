import type { Model, ThinkingLevel } from "../../src/model.ts";
import { getModel } from "../../src/models/get-model.ts";
import { endpoints } from "./endpoints.ts";

/** How one model of an endpoint is told to think: a table for tests and for the page about the providers. */
export interface ThinkingRow {
  /** Of `endpoints`. */
  endpoint: string;
  model: Model;
  /** What in the body depends on the level. */
  levels: Readonly<Record<ThinkingLevel, object>>;
}

const budget = (tokens: number, max_tokens = 32_000) => ({
  thinking: { type: "enabled", budget_tokens: tokens },
  max_tokens,
});
const adaptive = (effort: string) => ({
  thinking: { type: "adaptive", display: "summarized" },
  output_config: { effort },
  max_tokens: 32_000,
});
const disabled = { thinking: { type: "disabled" }, max_tokens: 32_000 };
const effort = (reasoning_effort: string) => ({ reasoning_effort });
const summarized = (word: string) => ({ reasoning: { effort: word, summary: "auto" } });
const gemini = (thinkingConfig: object) => ({
  generationConfig: { maxOutputTokens: 32_000, thinkingConfig },
});
const geminiBudget = (thinkingBudget: number) => gemini({ includeThoughts: true, thinkingBudget });
const geminiLevel = (thinkingLevel: string) => gemini({ includeThoughts: true, thinkingLevel });
const switched = (type: string) => ({ thinking: { type } });
const preserved = { thinking: { type: "enabled", clear_thinking: false } };
const preservedWith = (word: string) => ({ ...preserved, ...effort(word) });

/** From `off` to `xhigh`. A level that a model lacks is the next above it, else the next below. */
export const thinkingTable: readonly ThinkingRow[] = [
  row("anthropic", getModel("anthropic", "claude-sonnet-4-5"), [
    disabled,
    budget(1_024),
    budget(2_048),
    budget(8_192),
    budget(16_384),
    budget(16_384),
  ]),
  row("anthropic", getModel("anthropic", "claude-sonnet-4-6"), [
    disabled,
    ...["low", "low", "medium", "high", "max"].map(adaptive),
  ]),
  row(
    "anthropic",
    getModel("anthropic", "claude-opus-5-5"),
    ["low", "low", "low", "medium", "high", "xhigh"].map(adaptive),
  ),
  row("anthropic", getModel("anthropic", "claude-sonnet-5-5"), [
    { thinking: { type: "between_tools" }, max_tokens: 32_000 },
    ...["low", "low", "medium", "high", "xhigh"].map(adaptive),
  ]),
  row("openai", getModel("openai", "gpt-5.4"), [
    { reasoning: { effort: "none" } },
    ...["low", "low", "medium", "high", "xhigh"].map(summarized),
  ]),
  row(
    "openai (chat)",
    getModel("openai", "gpt-5.1"),
    ["none", "low", "low", "medium", "high", "high"].map(effort),
  ),
  row(
    "openai (chat)",
    getModel("openai", "gpt-5"),
    ["minimal", "minimal", "low", "medium", "high", "high"].map(effort),
  ),
  row("openai (chat)", getModel("openai", "gpt-4.1"), Array(6).fill({})),
  row("openai-responses", getModel("openai-responses", "gpt-5.5"), [
    { reasoning: { effort: "none" } },
    ...["low", "low", "medium", "high", "xhigh"].map(summarized),
  ]),
  row("google", getModel("google", "gemini-2.5-flash"), [
    gemini({ thinkingBudget: 0 }),
    ...[1_024, 2_048, 8_192, 16_384, 16_384].map(geminiBudget),
  ]),
  row(
    "google",
    getModel("google", "gemini-3.5-flash"),
    ["MINIMAL", "MINIMAL", "LOW", "MEDIUM", "HIGH", "HIGH"].map(geminiLevel),
  ),
  row(
    "xai",
    getModel("xai", "grok-4.5"),
    ["low", "low", "low", "medium", "high", "xhigh"].map(summarized),
  ),
  row(
    "xai (chat)",
    getModel("xai", "grok-3-mini"),
    ["low", "low", "low", "high", "high", "high"].map(effort),
  ),
  row("xai (chat)", getModel("xai", "grok-4-1-fast"), Array(6).fill({})),
  row("minimax", getModel("minimax", "MiniMax-M3"), [
    switched("disabled"),
    ...Array(5).fill(switched("adaptive")),
  ]),
  row(
    "minimax (messages)",
    getModel("minimax", "MiniMax-M3.1-Flash"),
    ["low", "low", "low", "medium", "high", "xhigh"].map(adaptive),
  ),
  row("zai", getModel("zai", "glm-4.7"), [switched("disabled"), ...Array(5).fill(preserved)]),
  row("zai", getModel("zai", "glm-5.2"), [
    switched("disabled"),
    ...["high", "high", "high", "high", "max"].map(preservedWith),
  ]),
  row("openai-compatible", modelOf("openai-compatible"), [
    {},
    ...["minimal", "low", "medium", "high", "high"].map(effort),
  ]),
];

function row(endpoint: string, model: Model, levels: readonly object[]): ThinkingRow {
  const [off = {}, minimal = {}, low = {}, medium = {}, high = {}, xhigh = {}] = levels;
  return { endpoint, model, levels: { off, minimal, low, medium, high, xhigh } };
}

function modelOf(name: string): Model {
  const found = endpoints.find((endpoint) => endpoint.name === name);
  if (found === undefined) throw new Error(`There is no endpoint "${name}".`);
  return found.model;
}
