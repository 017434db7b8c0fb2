import { Agent, type AgentTool } from "@argent/agent";
import { getModel } from "@argent/ai";
import { anthropic } from "@argent/ai/anthropic";
import { Type } from "@sinclair/typebox/type";

const WeatherArguments = Type.Object({ city: Type.String() });

const weather: AgentTool<typeof WeatherArguments> = {
  name: "weather",
  description: "The weather of a city.",
  parameters: WeatherArguments,
  execute: async (_id, { city }) => ({ content: [{ type: "text", text: `Sunny in ${city}.` }] }),
};

const agent = new Agent({
  provider: anthropic({ apiKey: process.env.ANTHROPIC_API_KEY }),
  initialState: {
    model: getModel("anthropic", "claude-sonnet-5-5"),
    systemPrompt: "You are a weather service.",
    tools: [weather],
  },
});

for await (const event of agent.prompt("How is the weather in Bern?")) {
  switch (event.type) {
    case "tool_execution_start":
      console.log(`calls ${event.toolName} with ${JSON.stringify(event.args)}`);
      break;
    case "message_update":
      if (event.assistantMessageEvent.type === "text_delta") {
        process.stdout.write(event.assistantMessageEvent.delta);
      }
      break;
    case "agent_settled":
      console.log(`\n${agent.state.errorMessage ?? event.stopReason}`);
      break;
  }
}
