import { Agent } from "@argent/agent";
import { createProviderRegistry, getModel } from "@argent/ai";

const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl = "" } = process.env;
const agent = new Agent({
  provider: createProviderRegistry({ baseUrls: { anthropic: baseUrl } }),
  getApiKey: () => apiKey,
  initialState: {
    systemPrompt: "You are a helpful assistant.",
    model: getModel("anthropic", "claude-4.5-sonnet-20250514"),
    thinkingLevel: "medium",
    tools: [],
    messages: [],
  },
});

// A run is a stream of events, and a promise of the new messages.
const stream = agent.prompt("What is 2+2?");
stream.on("message_end", (event) => {
  console.log("Message:", event.message.role);
});
stream.on("message_update", (event) => {
  if (event.assistantMessageEvent.type === "text_end")
    console.log("So far:", event.message.content);
});
stream.on("agent_end", () => {
  console.log("Agent finished");
});
const newMessages = await stream.result();
console.log("New messages:", newMessages.length);
