import assert from "node:assert/strict";
import { Agent, type AgentTool } from "@argent/agent";
import { textOf } from "@argent/ai";
import { scripted, testModel } from "@argent/ai/testing";
import { Type } from "@sinclair/typebox/type";

const CityArguments = Type.Object({ city: Type.String() });

const weather: AgentTool<typeof CityArguments> = {
  name: "weather",
  description: "The weather of a city.",
  parameters: CityArguments,
  async execute(_id, { city }) {
    if (city !== "Bern") throw new Error(`There is no station in ${city}. Try Bern.`);
    return { content: [{ type: "text", text: "Sunny." }] };
  },
};

// One step for each request. A function looks at what it is asked.
const provider = scripted([
  { toolCalls: [{ name: "weather", arguments: { city: "Atlantis" } }] },
  { error: { kind: "overloaded", retryAfterMs: 0 } },
  ({ messages }) => {
    const result = messages.at(-1);
    assert(result?.role === "toolResult" && result.isError);
    return { text: "There is no weather in Atlantis." };
  },
]);
const agent = new Agent({
  provider,
  retry: { baseDelayMs: 0 },
  initialState: { model: testModel(), tools: [weather] },
});

const run = agent.prompt("How is the weather in Atlantis?");
run.on("retry", ({ attempt, error }) => console.log(`retry ${attempt}: ${error.kind}`));
const messages = await run;
const answer = messages.at(-1);
assert(answer?.role === "assistant");
console.log(textOf(answer));
console.log(`${provider.requests.length} requests`);
