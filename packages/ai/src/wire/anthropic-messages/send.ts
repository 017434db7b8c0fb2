import type { WireCall } from "../adapter.ts";
import { arrayField, type Fields, recordField, recordOf } from "../fields.ts";
import { loadSdk } from "../load-sdk.ts";
import { longestTimeoutMs, throughSdk } from "../through-sdk.ts";

/** Sends a body through `@anthropic-ai/sdk`. */
export async function send(payload: object, call: WireCall): Promise<void> {
  const { Anthropic } = await loadSdk("@anthropic-ai/sdk", () => import("@anthropic-ai/sdk"));
  await throughSdk(call, headersOf(recordOf(payload), call), (fetch) => {
    const client = new Anthropic({
      // Any key keeps the client from looking for credentials in the environment and on disk; ours is in the headers.
      apiKey: call.apiKey ?? "none",
      webhookKey: null,
      baseURL: call.baseUrl,
      maxRetries: 0,
      timeout: longestTimeoutMs,
      logLevel: "off",
      openTelemetry: false,
      fetch,
    });
    // `messages.create` would write to the console about models that it finds old.
    return client.post("/v1/messages", { body: payload, signal: call.signal }).asResponse();
  });
}

/** The caller's headers win, except that its betas are added to those that the request needs. */
function headersOf(payload: Fields, call: WireCall): Record<string, string> {
  const headers: Record<string, string> = { "anthropic-version": versionFor(payload) };
  const betas = betasFor(payload);
  if (call.apiKey?.startsWith("sk-ant-oat")) {
    headers.authorization = `Bearer ${call.apiKey}`;
    betas.push("oauth-2025-04-20");
  } else if (call.apiKey !== undefined) {
    headers["x-api-key"] = call.apiKey;
  }
  for (const [name, value] of Object.entries(call.headers)) headers[name.toLowerCase()] = value;
  const asked = headers["anthropic-beta"]?.split(",").map((beta) => beta.trim()) ?? [];
  const all = new Set([...betas, ...asked]);
  if (all.size > 0) headers["anthropic-beta"] = [...all].join(",");
  return headers;
}

/**
 * Sampling parameters were taken out of the current version, and only the one before still accepts them.
 *
 * @see https://platform.claude.com/docs/en/api/migration-2026-10-21
 */
function versionFor(payload: Fields): string {
  const samples = ["temperature", "top_p", "top_k"].some((name) => payload[name] !== undefined);
  return samples ? "2023-06-01" : "2026-10-21";
}

/** Models with a thinking budget think between tool calls only when asked to; the others always do. */
function betasFor(payload: Fields): string[] {
  const budgeted = recordField(payload, "thinking").type === "enabled";
  const interleaves = budgeted && arrayField(payload, "tools").length > 0;
  return interleaves ? ["interleaved-thinking-2025-05-14"] : [];
}
