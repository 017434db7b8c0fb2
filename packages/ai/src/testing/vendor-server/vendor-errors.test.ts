import { expect, test } from "vitest";
import type { ErrorKind } from "../../message.ts";
import { errorFromParts, errorFromResponse } from "../../vendor-error.ts";
import { postExample } from "./example-requests.ts";
import type { VendorApi } from "./protocol.ts";
import { protocols } from "./protocols.ts";
import { vendorServer } from "./server.ts";

const apis = Object.values(protocols).map(({ api }) => api);
const kinds: ErrorKind[] = [
  ...(["auth", "rate_limit", "overloaded", "quota", "context_overflow"] as const),
  ...(["invalid_request", "not_found", "timeout", "server"] as const),
];
const table = apis.flatMap((api) => kinds.map((kind) => [api, kind] as const));

test.each(table)("%s: a refusal of kind %s is read as that kind", async (api, kind) => {
  await using server = await vendorServer({ steps: [{ error: { kind } }] });
  const response = await postExample(server.url, api);
  expect(response.ok).toBe(false);
  expect((await errorFromResponse(response, api, 0)).code).toBe(kind);
});

/** Without a status there is less to go by: an error that is not told apart from a server's is one. */
test.each(table)("%s: an in-band error of kind %s is the stream's last word", async (api, kind) => {
  const last = await lastPayload(api, kind);
  const error = errorFromParts({ body: last });
  expect(error.message).not.toBe("");
  if (kind === "overloaded" || kind === "rate_limit") expect(error.retryable).toBe(true);
});

async function lastPayload(api: VendorApi, kind: ErrorKind): Promise<unknown> {
  await using server = await vendorServer({ steps: [{ text: "half", error: { kind } }] });
  const text = await (await postExample(server.url, api)).text();
  expect(text).toContain("half");
  const payloads = text.split(/\r?\n/).filter((line) => line.startsWith("data: {"));
  const errors = payloads.filter((line) => line.includes('"error":{'));
  return JSON.parse(errors[0]?.slice(6) ?? "null");
}

test.each([
  ["anthropic-messages", 2_000],
  ["openai-completions", 2_500],
  ["openai-responses", 2_500],
  ["google-generative-ai", 2_500],
] as const)("%s: the time to wait is said in the vendor's way", async (api, retryAfterMs) => {
  await using server = await vendorServer({
    steps: [{ error: { kind: "rate_limit", retryAfterMs } }],
  });
  const error = await errorFromResponse(await postExample(server.url, api), api, 0);
  expect(error).toMatchObject({ code: "rate_limit", retryAfterMs });
});

test.each([
  ["anthropic-messages", '"stop_reason":"refusal"'],
  ["openai-completions", '"finish_reason":"content_filter"'],
  ["openai-responses", '"reason":"content_filter"'],
  ["google-generative-ai", '"finishReason":"SAFETY"'],
] as const)("%s: a filtered answer ends in the vendor's way", async (api, ending) => {
  const error = { kind: "content_filter", message: "not this" } as const;
  await using server = await vendorServer({ steps: [{ error }, { error, text: "half" }] });
  expect(await (await postExample(server.url, api)).text()).toContain(ending);
  const half = await (await postExample(server.url, api)).text();
  expect(half).toContain("half");
  expect(half).toContain(ending);
  if (api !== "openai-responses") expect(half).toContain("not this");
});

test("arguments that are no JSON end a Gemini answer as malformed", async () => {
  await using server = await vendorServer({
    steps: [{ toolCalls: [{ name: "read", rawArguments: '{"path": ' }] }],
  });
  const text = await (await postExample(server.url, "google-generative-ai")).text();
  expect(text).toContain('"finishReason":"MALFORMED_FUNCTION_CALL"');
  expect(text).not.toContain('"functionCall":');
});

test.each([
  ["anthropic-messages", '"stop_reason":"max_tokens"'],
  ["openai-completions", '"finish_reason":"length"'],
  ["openai-responses", '"reason":"max_output_tokens"'],
  ["google-generative-ai", '"finishReason":"MAX_TOKENS"'],
] as const)("%s: an answer cut by its limit ends in the vendor's way", async (api, ending) => {
  await using server = await vendorServer({ steps: [{ text: "half", stopReason: "length" }] });
  expect(await (await postExample(server.url, api)).text()).toContain(ending);
});
