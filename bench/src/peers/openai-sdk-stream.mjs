import OpenAI from "openai";

/** The SDK's raw event iterator, for both of its protocols. */
export default async function openaiSdkStream({ api, baseUrl, kind }) {
  const client = new OpenAI({ apiKey: "none", baseURL: baseUrl, maxRetries: 0 });
  const text = await (api === "openai-responses" ? responses(client) : completions(client));
  return kind === "text" ? text.length : JSON.parse(text).content.length;
}

async function completions(client) {
  const messages = [{ role: "user", content: "Go on." }];
  const stream = await client.chat.completions.create({ model: "bench", messages, stream: true });
  let text = "";
  for await (const { choices } of stream) {
    const delta = choices[0]?.delta;
    text += delta?.content ?? delta?.tool_calls?.[0]?.function?.arguments ?? "";
  }
  return text;
}

async function responses(client) {
  const stream = await client.responses.create({ model: "bench", input: "Go on.", stream: true });
  let text = "";
  for await (const event of stream) {
    if (event.type === "response.output_text.delta") text += event.delta;
    else if (event.type === "response.function_call_arguments.delta") text += event.delta;
  }
  return text;
}
