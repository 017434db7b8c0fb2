import type { WireCall } from "./adapter.ts";
import { loadSdk } from "./load-sdk.ts";
import { longestTimeoutMs, throughSdk } from "./through-sdk.ts";

/**
 * Posts a body through OpenAI's SDK, for both of its protocols. Whatever the SDK would take from the environment is
 * given explicitly; the key travels in the headers, so that endpoints that take none get none.
 *
 * @throws AiError `sdk_missing` when `openai` is not installed.
 */
export async function postThroughOpenAi(path: string, body: object, call: WireCall): Promise<void> {
  const { OpenAI } = await loadSdk("openai", () => import("openai"));
  const headers = {
    ...(call.apiKey !== undefined && { authorization: `Bearer ${call.apiKey}` }),
    ...call.headers,
  };
  await throughSdk(call, headers, (fetch) =>
    new OpenAI({
      apiKey: "in the headers",
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      baseURL: call.baseUrl,
      maxRetries: 0,
      timeout: longestTimeoutMs,
      logLevel: "off",
      fetch,
    })
      .post(path, { body, signal: call.signal })
      .asResponse(),
  );
}
