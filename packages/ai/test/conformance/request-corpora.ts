import type { VendorApi } from "../../src/testing/vendor-server/protocol.ts";
import type { RequestCorpus } from "./behaviours.ts";
import { found, schema, shown } from "./shared-requests.ts";

const text = "What is it?";
const url = "data:image/png;base64,iVBORw0KGgo=";
const format = { name: "response", schema, strict: true };

/** How each protocol asks for what a caller may ask for. */
export const requestCorpora: Readonly<Record<VendorApi, RequestCorpus>> = {
  "anthropic-messages": {
    "user-images": [
      {
        title: "as base64",
        request: { messages: shown },
        sent: {
          messages: [
            {
              content: [
                { type: "text", text },
                {
                  type: "image",
                  source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" },
                },
              ],
            },
          ],
        },
      },
    ],
    "result-images": [
      {
        title: "inside the result",
        request: { messages: found },
        sent: {
          messages: [
            { role: "user" },
            { role: "assistant" },
            {
              content: [
                {
                  type: "tool_result",
                  tool_use_id: "call_1",
                  content: [{ type: "text", text: "Here." }, { type: "image" }],
                },
              ],
            },
          ],
        },
      },
    ],
    "tool-choice": [
      {
        title: "a call is required",
        request: { toolChoice: "required" },
        sent: { tool_choice: { type: "any" } },
      },
      {
        title: "one tool",
        request: { toolChoice: { name: "look" } },
        sent: { tool_choice: { type: "tool", name: "look" } },
      },
    ],
    "structured-output": [
      {
        title: "as output_config",
        request: { responseSchema: schema },
        sent: { output_config: { format: { type: "json_schema", schema } } },
      },
    ],
    "stop-sequences": [
      {
        title: "as stop_sequences",
        request: { stopSequences: ["END"] },
        sent: { stop_sequences: ["END"] },
      },
    ],
  },
  "openai-completions": {
    "user-images": [
      {
        title: "as a data URL",
        request: { messages: shown },
        sent: {
          messages: [
            {
              role: "user",
              content: [
                { type: "text", text },
                { type: "image_url", image_url: { url } },
              ],
            },
          ],
        },
      },
    ],
    "result-images": [
      {
        title: "in a message of the user behind the result",
        request: { messages: found },
        sent: {
          messages: [
            { role: "user" },
            { role: "assistant" },
            { role: "tool", tool_call_id: "call_1", content: "Here." },
            {
              role: "user",
              content: [{ type: "text" }, { type: "image_url", image_url: { url } }],
            },
          ],
        },
      },
    ],
    "tool-choice": [
      {
        title: "a call is required",
        request: { toolChoice: "required" },
        sent: { tool_choice: "required" },
      },
      {
        title: "one tool",
        request: { toolChoice: { name: "look" } },
        sent: { tool_choice: { type: "function", function: { name: "look" } } },
      },
    ],
    "structured-output": [
      {
        title: "as a strict schema",
        only: ["openai"],
        request: { responseSchema: schema },
        sent: { response_format: { type: "json_schema", json_schema: format } },
      },
      {
        title: "as a schema",
        only: ["xai", "minimax", "openai-compatible"],
        request: { responseSchema: schema },
        sent: {
          response_format: { type: "json_schema", json_schema: { name: "response", schema } },
        },
      },
      {
        title: "as JSON, with the schema in the system prompt",
        only: ["zai"],
        request: { responseSchema: schema },
        sent: {
          response_format: { type: "json_object" },
          messages: [
            {
              role: "system",
              content: `Answer with JSON only, of this schema: ${JSON.stringify(schema)}`,
            },
            { role: "user" },
          ],
        },
      },
    ],
    "stop-sequences": [
      {
        title: "as stop",
        only: ["minimax", "zai", "openai-compatible"],
        request: { stopSequences: ["END"] },
        sent: { stop: ["END"] },
      },
      {
        title: "refused by models that reason, so named in a warning",
        only: ["openai", "xai"],
        request: { stopSequences: ["END"] },
        sent: { stream: true },
        warning: "takes no stop sequences",
      },
    ],
  },
  "openai-responses": {
    "user-images": [
      {
        title: "as a data URL",
        request: { messages: shown },
        sent: {
          input: [
            {
              role: "user",
              content: [
                { type: "input_text", text },
                { type: "input_image", image_url: url },
              ],
            },
          ],
        },
      },
    ],
    "result-images": [
      {
        title: "inside the result",
        request: { messages: found },
        sent: {
          input: [
            { role: "user" },
            { type: "function_call" },
            {
              type: "function_call_output",
              call_id: "call_1",
              output: [
                { type: "input_text", text: "Here." },
                { type: "input_image", image_url: url },
              ],
            },
          ],
        },
      },
    ],
    "tool-choice": [
      {
        title: "a call is required",
        request: { toolChoice: "required" },
        sent: { tool_choice: "required" },
      },
      {
        title: "one tool",
        request: { toolChoice: { name: "look" } },
        sent: { tool_choice: { type: "function", name: "look" } },
      },
    ],
    "structured-output": [
      {
        title: "as text.format",
        request: { responseSchema: schema },
        sent: { text: { format: { type: "json_schema", ...format } } },
      },
    ],
    "stop-sequences": [
      {
        title: "not known to the protocol, so named in a warning",
        request: { stopSequences: ["END"] },
        sent: { stream: true },
        warning: "stop sequences",
      },
    ],
  },
  "google-generative-ai": {
    "user-images": [
      {
        title: "as inline data",
        request: { messages: shown },
        sent: {
          contents: [
            {
              role: "user",
              parts: [{ text }, { inlineData: { mimeType: "image/png", data: "iVBORw0KGgo=" } }],
            },
          ],
        },
      },
    ],
    "result-images": [
      {
        title: "inside the result",
        request: { messages: found },
        sent: {
          contents: [
            { role: "user" },
            { role: "model" },
            {
              parts: [
                {
                  functionResponse: {
                    name: "look",
                    response: { output: "Here." },
                    parts: [{ inlineData: { mimeType: "image/png" } }],
                  },
                },
              ],
            },
          ],
        },
      },
    ],
    "tool-choice": [
      {
        title: "a call is required",
        request: { toolChoice: "required" },
        sent: { toolConfig: { functionCallingConfig: { mode: "ANY" } } },
      },
      {
        title: "one tool",
        request: { toolChoice: { name: "look" } },
        sent: {
          toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["look"] } },
        },
      },
    ],
    "structured-output": [
      {
        title: "as a JSON schema",
        request: { responseSchema: schema },
        sent: {
          generationConfig: { responseMimeType: "application/json", responseJsonSchema: schema },
        },
      },
    ],
    "stop-sequences": [
      {
        title: "as stopSequences",
        request: { stopSequences: ["END"] },
        sent: { generationConfig: { stopSequences: ["END"] } },
      },
    ],
  },
};
