import Anthropic from "@anthropic-ai/sdk";

/** The SDK's raw event iterator. */
export default async function anthropicSdkStream({ baseUrl, kind }) {
  const client = new Anthropic({ apiKey: "none", baseURL: baseUrl, maxRetries: 0 });
  const stream = await client.messages.create({
    model: "bench",
    max_tokens: 1000,
    messages: [{ role: "user", content: "Go on." }],
    stream: true,
  });
  let text = "";
  for await (const event of stream) {
    if (event.type !== "content_block_delta") continue;
    if (event.delta.type === "text_delta") text += event.delta.text;
    else if (event.delta.type === "input_json_delta") text += event.delta.partial_json;
  }
  return kind === "text" ? text.length : JSON.parse(text).content.length;
}
