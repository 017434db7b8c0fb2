import { Agent } from "@argent/compat/pi-agent-core";
import { getModel } from "@argent/compat/pi-ai";

const agent = new Agent({
  initialState: { model: getModel("anthropic", "claude-sonnet-4-5") },
});
agent.subscribe((event) => console.log(event.type));
await agent.prompt("What is 2+2?");
