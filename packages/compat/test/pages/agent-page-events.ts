// biome-ignore-all lint/correctness/noUnusedFunctionParameters: the page does not use them all
// The second program of the pi-agent-core API page, word for word, on an agent like that of the first.
import { Agent } from "@argent/compat/pi-agent-core";
import { getModel } from "@argent/compat/pi-ai";
import { text, tool } from "../contract/agent-kit.ts";

const agent = new Agent({
  initialState: {
    model: getModel("anthropic", "claude-4.5-sonnet-20250514"),
    tools: [tool("search", { execute: async () => text("found") })],
  },
});

const stream = agent.prompt("Hello");

stream.on("message_update", (event) => {
  if (event.message.role === "assistant") {
    console.log("Assistant:", event.message.content);
  }
});

stream.on("tool_execution_start", (event) => {
  console.log(`Executing tool: ${event.toolName}`);
});

// @ts-expect-error the page does not use the event, which our compiler settings forbid
stream.on("agent_end", (event) => {
  console.log("Agent finished");
});

await stream;
