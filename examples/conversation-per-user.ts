import { Agent, type AgentMessage, type AgentTool, convertToLlm } from "@argent/agent";
import { createProviderRegistry, getModel, textOf } from "@argent/ai";
import { Type } from "@sinclair/typebox/type";

const SearchArguments = Type.Object({ query: Type.String({ description: "Search query" }) });

const search: AgentTool<typeof SearchArguments> = {
  name: "search",
  label: "Searching...",
  description: "Search the web",
  parameters: SearchArguments,
  execute: async (_toolCallId, { query }) => ({
    content: [{ type: "text", text: `Nothing found for ${query}.` }],
  }),
};

const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl = "" } = process.env;
const loaded: AgentMessage[] = [{ role: "user", content: "My name is Ann.", timestamp: 0 }];

// One agent per conversation; tools are shared.
const agent = new Agent({
  provider: createProviderRegistry({ baseUrls: { anthropic: baseUrl } }),
  initialState: {
    systemPrompt: "You answer in a chat channel.",
    model: getModel("anthropic", "claude-sonnet-5-5"),
    thinkingLevel: "off",
    tools: [search],
  },
  convertToLlm,
  transformContext: (messages) => messages.slice(-50),
  getApiKey: async () => apiKey,
});

agent.replaceMessages(loaded);
agent.subscribe(async (event) => {
  switch (event.type) {
    case "tool_execution_start":
      console.log(`(${search.label} ${JSON.stringify(event.args)})`);
      break;
    case "tool_execution_end":
      console.log(event.isError ? "(failed)" : "(done)");
      break;
    case "message_end":
      if (event.message.role === "assistant") console.log(textOf(event.message));
      break;
  }
});

await agent.prompt("Who am I?", { images: [] });
