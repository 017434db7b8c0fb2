import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { jsonSchema, streamText, tool } from "ai";
import { writeFile } from "../programs/write-file.mjs";

/** `streamText`, read part by part. */
export default async function aiStream({ api, baseUrl, kind }) {
  const result = streamText({
    model: models[api](baseUrl),
    prompt: "Go on.",
    maxRetries: 0,
    ...(kind === "tool" && { tools }),
  });
  let length = 0;
  for await (const part of result.fullStream) {
    if (part.type === "text-delta") length += part.text.length;
    else if (part.type === "tool-call") length += part.input.content.length;
    else if (part.type === "error") throw part.error;
  }
  return length;
}

const models = {
  "anthropic-messages": (baseUrl) =>
    createAnthropic({ apiKey: "none", baseURL: `${baseUrl}/v1` })("bench"),
  "openai-completions": (baseURL) => createOpenAI({ apiKey: "none", baseURL }).chat("bench"),
  "openai-responses": (baseURL) => createOpenAI({ apiKey: "none", baseURL }).responses("bench"),
};

const tools = {
  [writeFile.name]: tool({
    description: writeFile.description,
    inputSchema: jsonSchema(writeFile.parameters),
  }),
};
