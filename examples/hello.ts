import { Agent } from "@argent/agent";
import { getModel, textOf } from "@argent/ai";
import { anthropic } from "@argent/ai/anthropic";

const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl } = process.env;
const agent = new Agent({
  provider: anthropic({ apiKey, baseUrl }),
  initialState: { model: getModel("anthropic", "claude-sonnet-4-20250514") },
});
for (const message of await agent.prompt("What is 2+2?")) {
  if (message.role === "assistant") console.log(textOf(message));
}
