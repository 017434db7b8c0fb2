import { writeFile } from "./write-file.mjs";

/** Argent's provider for the protocol, read event by event. */
export default async function argentStream({ api, baseUrl, kind }) {
  const provider = (await factories[api]())({ apiKey: "none", baseUrl });
  const model = {
    id: "bench",
    name: "Bench",
    api,
    provider: provider.id,
    baseUrl,
    input: ["text"],
    contextWindow: 200_000,
    maxTokens: 32_000,
    reasoning: false,
    vision: false,
  };
  const messages = [{ role: "user", content: "Go on.", timestamp: 0 }];
  const tools = kind === "tool" ? [writeFile] : undefined;
  let length = 0;
  let ended;
  for await (const event of provider.stream({ model, messages, tools })) {
    if (event.type === "text_delta") length += event.delta.length;
    else if (event.type === "toolcall_end") length += event.toolCall.arguments.content.length;
    else if (event.type === "done" || event.type === "error") ended = event;
  }
  if (ended?.type !== "done") throw new Error(ended?.error.errorMessage ?? "no terminal event");
  return length;
}

const factories = {
  "anthropic-messages": async () => (await import("@argent/ai/anthropic")).anthropic,
  "openai-completions": async () => (await import("@argent/ai/openai")).openai,
  "openai-responses": async () => (await import("@argent/ai/openai-responses")).openaiResponses,
  "google-generative-ai": async () => (await import("@argent/ai/google")).google,
};
