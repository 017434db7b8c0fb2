import type { VendorApi } from "./protocol.ts";

/** A request that a vendor accepts: a conversation with a call and its result, and a tool. For our own tests. */
export interface ExampleRequest {
  api: VendorApi;
  path: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

export function exampleRequest(api: VendorApi): ExampleRequest {
  return { api, ...examples[api]() };
}

const parameters = { type: "object", properties: { path: { type: "string" } } };

const examples: Record<VendorApi, () => Omit<ExampleRequest, "api">> = {
  "anthropic-messages": () => ({
    path: "/v1/messages",
    headers: { "anthropic-version": "2023-06-01" },
    body: {
      model: "claude-sonnet-4-6",
      max_tokens: 4_096,
      stream: true,
      system: [{ type: "text", text: "Be brief.", cache_control: { type: "ephemeral" } }],
      thinking: { type: "enabled", budget_tokens: 2_048 },
      tools: [{ name: "read", description: "Reads a file.", input_schema: parameters }],
      messages: [
        { role: "user", content: "Read a." },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "Hm.", signature: "c2ln" },
            { type: "tool_use", id: "toolu_1", name: "read", input: { path: "a" } },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "toolu_1", content: [{ type: "text", text: "A" }] },
            { type: "text", text: "Go on." },
          ],
        },
      ],
    },
  }),
  "openai-completions": () => ({
    path: "/v1/chat/completions",
    headers: {},
    body: {
      model: "gpt-5.4",
      stream: true,
      stream_options: { include_usage: true },
      max_completion_tokens: 4_096,
      reasoning_effort: "low",
      tools: [{ type: "function", function: { name: "read", parameters } }],
      messages: [
        { role: "developer", content: "Be brief." },
        { role: "user", content: [{ type: "text", text: "Read a." }] },
        {
          role: "assistant",
          content: null,
          tool_calls: [
            { id: "call_1", type: "function", function: { name: "read", arguments: "{}" } },
          ],
        },
        { role: "tool", tool_call_id: "call_1", content: "A" },
        { role: "user", content: "Go on." },
      ],
    },
  }),
  "openai-responses": () => ({
    path: "/v1/responses",
    headers: {},
    body: {
      model: "gpt-5.4",
      stream: true,
      store: false,
      include: ["reasoning.encrypted_content"],
      reasoning: { effort: "low", summary: "auto" },
      max_output_tokens: 4_096,
      tools: [{ type: "function", name: "read", parameters, strict: false }],
      input: [
        { role: "developer", content: "Be brief." },
        { role: "user", content: [{ type: "input_text", text: "Read a." }] },
        { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAA" },
        {
          type: "function_call",
          id: "fc_1",
          call_id: "call_1",
          name: "read",
          arguments: "{}",
        },
        { type: "function_call_output", call_id: "call_1", output: "A" },
        { role: "user", content: "Go on." },
      ],
    },
  }),
  "google-generative-ai": () => ({
    path: "/v1beta/models/gemini-3-pro-preview:streamGenerateContent?alt=sse",
    headers: {},
    body: {
      systemInstruction: { parts: [{ text: "Be brief." }] },
      generationConfig: {
        maxOutputTokens: 4_096,
        thinkingConfig: { includeThoughts: true, thinkingLevel: "LOW" },
      },
      tools: [
        {
          functionDeclarations: [
            { name: "read", description: "Reads a file.", parametersJsonSchema: parameters },
          ],
        },
      ],
      contents: [
        { role: "user", parts: [{ text: "Read a." }] },
        {
          role: "model",
          parts: [
            { functionCall: { name: "read", args: { path: "a" } }, thoughtSignature: "c2ln" },
          ],
        },
        {
          role: "user",
          parts: [{ functionResponse: { name: "read", response: { output: "A" } } }],
        },
      ],
    },
  }),
};

/** Sends it to a server, with fields of the body replaced. */
export function postExample(
  url: string,
  api: VendorApi,
  changes: Record<string, unknown> = {},
  init: RequestInit = {},
): Promise<Response> {
  const { path, headers, body } = exampleRequest(api);
  return fetch(url + path, {
    ...init,
    method: "POST",
    headers: { "content-type": "application/json", ...headers, ...init.headers },
    body: JSON.stringify({ ...body, ...changes }),
    redirect: "manual",
  });
}
