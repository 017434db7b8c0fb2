import { getModel, textOf } from "@argent/ai";
import { anthropic } from "@argent/ai/anthropic";

const provider = anthropic({ apiKey: process.env.ANTHROPIC_API_KEY });
const answer = await provider.complete({
  model: getModel("anthropic", "claude-sonnet-5-5"),
  messages: [{ role: "user", content: "What is 2+2?", timestamp: Date.now() }],
});
console.log(answer.errorMessage ?? textOf(answer), answer.usage.cost.total);
