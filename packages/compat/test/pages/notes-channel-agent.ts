// biome-ignore-all lint/correctness/noUnusedFunctionParameters: the notes do not use them all
// The programs of the notes on pi-agent-core 0.52.9, word for word but for the import lines; what they take from
// their surroundings comes first.

import { Agent, type AgentMessage, type AgentTool } from "@argent/compat/pi-agent-core";
import { getModel, type Message, type Model } from "@argent/compat/pi-ai";
import { Type } from "@sinclair/typebox";
import { tool } from "../contract/agent-kit.ts";

const [channelMemory, skills, events] = ["It rains.", "None.", "None."];
const buildSystemPrompt = (...parts: (string | undefined)[]) => parts.join(" ");
const [bashTool, readTool, writeTool, editTool, attachTool] = [
  tool("bash"),
  tool("read"),
  tool("write"),
  tool("edit"),
  tool("attach"),
];
const convertToLlm = (messages: AgentMessage[]): Message[] => messages;
const authStorage = new Map([["anthropic", "key"]]);
const getAnthropicApiKey = (storage: Map<string, string>) => storage.get("anthropic");
const loadedSession: { messages: AgentMessage[] } = {
  messages: [{ role: "user", content: "earlier", timestamp: 0 }],
};
const userMessage = "What is on this picture?";
const images = ["data:image/png;base64,iVBORw0KGgo="];
const doSearch = async (query: string) => `found ${query}`;

export const models: Model<string>[] = [];
{
  // Provider + model ID
  const model = getModel("openrouter", "google/gemini-2.5-flash");
  models.push(model);
}
{
  const model = getModel("google", "gemini-2.5-flash");
  models.push(model);
}
{
  const model = getModel("anthropic", "claude-sonnet-4-20250514");
  models.push(model);
}

const myTool: AgentTool<{ query: string }, void> = {
  name: "search",
  label: "Searching...",
  description: "Search the web",
  parameters: Type.Object({
    query: Type.String({ description: "Search query" }),
  }),
  execute: async (
    // @ts-expect-error the notes do not use it, which our compiler settings forbid
    toolCallId,
    { query },
    // @ts-expect-error nor this
    signal,
    // @ts-expect-error nor this
    onUpdate,
  ) => {
    const result = await doSearch(query);
    return {
      content: [{ type: "text", text: result }],
    };
  },
};

// How mom creates per-channel agents
const agent = new Agent({
  initialState: {
    systemPrompt: buildSystemPrompt(channelMemory, skills, events),
    model: getModel("openrouter", "google/gemini-2.5-flash"),
    thinkingLevel: "off",
    tools: [bashTool, readTool, writeTool, editTool, attachTool],
  },
  convertToLlm, // from pi-coding-agent
  getApiKey: async () => getAnthropicApiKey(authStorage),
});

// Load existing conversation
agent.replaceMessages(loadedSession.messages);

// Subscribe to events for platform output
agent.subscribe(async (event) => {
  switch (event.type) {
    case "tool_execution_start":
      // Post tool label to Slack
      break;
    case "tool_execution_end":
      // Post result to thread
      break;
    case "message_end":
      // Post response text to Slack
      break;
  }
});

agent.state.tools = [...agent.state.tools, myTool];

// Run
await agent.prompt(userMessage, { images });

export { agent };
