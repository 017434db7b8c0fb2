import { type ScriptedStep, scripted } from "@argent/ai/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createArgentStreamSimple } from "./index.ts";
import { registerApiProvider, resetApiProviders } from "./pi-ai/index.ts";

const lines: unknown[][] = [];

beforeEach(() => {
  lines.length = 0;
  vi.spyOn(console, "log").mockImplementation((...line) => void lines.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  resetApiProviders();
});

/** The vendor answers with these; nothing else about the programs is changed. */
function answering(api: string, steps: ScriptedStep[]) {
  const provider = scripted(steps);
  const stream = createArgentStreamSimple(provider);
  registerApiProvider({ api, stream, streamSimple: stream });
  return provider;
}

test("the API page's first program runs as it is written there", async () => {
  const provider = answering("anthropic-messages", [{ text: "4" }]);
  await import("../test/pages/agent-page.ts");
  expect(lines.map(([label]) => label)).toEqual(["Message:", "Message:", "Response:"]);
  expect(lines[2]?.[1]).toMatchObject([
    { role: "user", content: [{ text: "What is 2+2?" }] },
    { role: "assistant", content: [{ text: "4" }], model: "claude-sonnet-4-5-20250929" },
  ]);
  expect(provider.requests[0]).toMatchObject({
    systemPrompt: "You are a helpful assistant.",
    thinking: "medium",
  });
});

test("the API page's second program sees the answer grow, the tool and the end", async () => {
  answering("anthropic-messages", [
    { text: "Let me see.", toolCalls: [{ name: "search" }] },
    { text: "Done." },
  ]);
  await import("../test/pages/agent-page-events.ts");
  const assistant = lines.filter(([label]) => label === "Assistant:");
  expect(assistant.at(-1)?.[1]).toEqual([{ type: "text", text: "Done." }]);
  expect(lines.filter(([label]) => label !== "Assistant:")).toEqual([
    ["Executing tool: search"],
    ["Agent finished"],
  ]);
});

test("the programs of the 0.52.9 notes run as they are written there", async () => {
  const provider = answering("openai-completions", [
    { toolCalls: [{ name: "search", arguments: { query: "flowers" } }] },
    { text: "A flower." },
  ]);
  const { agent, models } = await import("../test/pages/notes-channel-agent.ts");
  expect(models.map(({ provider, id }) => `${provider}/${id}`)).toEqual([
    "openrouter/google/gemini-2.5-flash",
    "google/gemini-2.5-flash",
    "anthropic/claude-sonnet-4-20250514",
  ]);
  expect(agent.state.messages).toMatchObject([
    { role: "user", content: "earlier" },
    { role: "user", content: [{ type: "text" }, { type: "image", mimeType: "image/png" }] },
    { role: "assistant", stopReason: "toolUse" },
    { role: "toolResult", isError: false, content: [{ text: "found flowers" }] },
    { role: "assistant", content: [{ text: "A flower." }] },
  ]);
  expect(provider.requests[0]).toMatchObject({
    apiKey: "key",
    systemPrompt: "It rains. None. None.",
    thinking: "off",
  });
});

test("a host written for 0.73.1 compiles and runs: its tools, its API, its listeners", async () => {
  const host = await import("../test/pages/host-program.ts");
  const { lines: said, messages } = host;
  expect([host.args.mode, host.declared.name]).toEqual(["fast", "read"]);
  expect(said).toEqual([
    "agent_start",
    "turn_start",
    "user",
    "user",
    "assistant",
    "assistant",
    "",
    "user,assistant",
  ]);
  expect(messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
});
