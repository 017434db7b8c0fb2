import { getModel } from "@argent/ai";
import { anthropic } from "@argent/ai/anthropic";
import { createArgentStreamSimple, toPiModel } from "@argent/compat";

// A host that was written for Pi keeps its code and gets its answers from Argent.
const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl } = process.env;
const streamSimple = createArgentStreamSimple(anthropic({ apiKey, baseUrl }));

const model = toPiModel(getModel("anthropic", "claude-sonnet-5-5"));
const stream = streamSimple(model, {
  systemPrompt: "Be brief.",
  messages: [{ role: "user", content: "What is 2+2?", timestamp: Date.now() }],
});
for await (const event of stream) {
  if (event.type === "text_delta") process.stdout.write(event.delta);
}
console.log(`\n${(await stream.result()).stopReason}`);
