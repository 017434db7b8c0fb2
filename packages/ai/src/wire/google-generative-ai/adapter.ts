import type { GenerateContentParameters } from "@google/genai/web";
import { AiError } from "../../error.ts";
import type { WireAdapter, WireCall } from "../adapter.ts";
import { loadSdk } from "../load-sdk.ts";
import { throughSdk } from "../through-sdk.ts";
import { GoogleDecoder } from "./decoder.ts";
import { geminiTraits } from "./gemini-traits.ts";
import { googlePayload } from "./payload.ts";

/** Google's Gemini API. The payload is what the SDK takes: `{ model, contents, config }`. */
export const googleGenerativeAi: WireAdapter = {
  api: "google-generative-ai",
  buildPayload: googlePayload,
  send,
  createDecoder(builder, turn) {
    if (turn.request.temperature !== undefined && !geminiTraits(turn).temperature) {
      builder.warn(`"${turn.model.id}" takes no temperature; the one given was not sent.`);
    }
    return new GoogleDecoder(builder);
  },
};

/**
 * The SDK's build for the web is the one that reads no environment variables, writes nothing to the console and loads
 * in a third of the time; it runs in Node as well. Its stream is never read, so it costs nothing.
 */
async function send(payload: object, call: WireCall): Promise<void> {
  if (!isParameters(payload)) {
    throw new AiError(
      "invalid_request",
      "The request to Google needs { model, contents, config }; onRequest returned something without model or contents.",
    );
  }
  const { GoogleGenAI } = await loadSdk("@google/genai", () => import("@google/genai/web"));
  const headers = {
    ...(call.apiKey !== undefined && { "x-goog-api-key": call.apiKey }),
    ...call.headers,
  };
  await throughSdk(call, headers, (fetch) =>
    new GoogleGenAI({
      apiKey: "in the headers",
      httpOptions: { baseUrl: call.baseUrl, apiVersion: "", fetch },
    }).models.generateContentStream({
      ...payload,
      config: {
        ...payload.config,
        abortSignal: call.signal,
        automaticFunctionCalling: { disable: true },
        automaticContinuation: false,
      },
    }),
  );
}

function isParameters(payload: object): payload is GenerateContentParameters {
  return "model" in payload && "contents" in payload;
}
