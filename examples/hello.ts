import { Agent } from "@argent/agent";
import { getModel, textOf } from "@argent/ai";
import { anthropic } from "@argent/ai/anthropic";

const agent = new Agent({
  provider: anthropic({ apiKey: process.env.ANTHROPIC_API_KEY }),
  initialState: { model: getModel("anthropic", "claude-sonnet-5-5") },
});
for (const message of await agent.prompt("What is 2+2?")) {
  if (message.role === "assistant") console.log(message.errorMessage ?? textOf(message));
}
