import { writeFile } from "../programs/write-file.mjs";

/** `stream` of the module that `job.module` names, which is where that version of pi-ai has it. */
export default async function piStream({ module, api, baseUrl, kind }) {
  const { stream } = await import(module);
  const model = {
    id: "bench",
    name: "Bench",
    api,
    provider: providers[api],
    baseUrl,
    reasoning: false,
    input: ["text"],
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 200_000,
    maxTokens: 32_000,
  };
  const context = {
    messages: [{ role: "user", content: "Go on.", timestamp: 0 }],
    ...(kind === "tool" && { tools: [writeFile] }),
  };
  let length = 0;
  let ended;
  for await (const event of stream(model, context, { apiKey: "none" })) {
    if (event.type === "text_delta") length += event.delta.length;
    else if (event.type === "toolcall_end") length += event.toolCall.arguments.content.length;
    else if (event.type === "done" || event.type === "error") ended = event;
  }
  if (ended?.type !== "done") throw new Error(ended?.error.errorMessage ?? "no terminal event");
  return length;
}

const providers = {
  "anthropic-messages": "anthropic",
  "openai-completions": "openai",
  "openai-responses": "openai",
  "google-generative-ai": "google",
};
