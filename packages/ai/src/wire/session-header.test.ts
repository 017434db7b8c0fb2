import { expect, test } from "vitest";
import type { Model } from "../model.ts";
import { listModels } from "../models/list-models.ts";
import type { TurnRequest } from "../provider.ts";
import { xai } from "../providers/xai.ts";
import { createProviderRegistry } from "../registry.ts";
import { testModel } from "../testing/test-model.ts";
import { isVendorApi } from "../testing/vendor-server/protocols.ts";
import { vendorServer } from "../testing/vendor-server/server.ts";

const grok = testModel({ provider: "xai" });

/** What the vendor gets for a request. */
async function sent(model: Model, request: Partial<TurnRequest>) {
  const { api, provider } = model;
  if (!isVendorApi(api)) throw new Error(`No vendor speaks "${api}".`);
  await using server = await vendorServer({ steps: [{ text: "ok" }], validate: false });
  const baseUrl = server.baseUrl(api);
  const target =
    provider === "xai"
      ? xai({ apiKey: "key", baseUrl })
      : createProviderRegistry({ apiKey: () => "key", baseUrls: { [provider]: baseUrl } });
  const answer = await target.complete({
    model,
    messages: [{ role: "user", content: "Go.", timestamp: 0 }],
    ...request,
  });
  expect(answer.errorMessage).toBeUndefined();
  const { headers = {}, body = {} } = server.requests[0] ?? {};
  return { headers, body };
}

test("a session of xAI is tied to a server by a header over Chat Completions", async () => {
  const { headers, body } = await sent(grok, { sessionId: "s1" });
  expect(headers["x-grok-conv-id"]).toBe("s1");
  expect(body).not.toHaveProperty("prompt_cache_key");
});

test("and by a field over Responses", async () => {
  const { body } = await sent({ ...grok, api: "openai-responses" }, { sessionId: "s1" });
  expect(body).toHaveProperty("prompt_cache_key", "s1");
});

test.each([
  ["openrouter", "x-session-id"],
  ["fireworks", "x-session-affinity"],
  ["baseten", "x-session-affinity"],
])("%s gets it as %s", async (provider, name) => {
  const { headers } = await sent(firstModel(provider), { sessionId: "s1" });
  expect(headers[name]).toBe("s1");
});

test("any id fits into the header", async () => {
  const { headers } = await sent(grok, { sessionId: "cli:Ä\n\uD800" });
  expect(headers["x-grok-conv-id"]).toBe("cli%3A%C3%84%0A%EF%BF%BD");
});

test.each<[string, Partial<TurnRequest>]>([
  ["without a session", {}],
  ["when nothing is to be kept", { sessionId: "s1", cacheRetention: "none" }],
])("no header is sent %s", async (_, request) => {
  expect((await sent(grok, request)).headers).not.toHaveProperty("x-grok-conv-id");
});

test("a header of the caller wins", async () => {
  const headers = { "x-grok-conv-id": "mine" };
  const request = await sent(grok, { sessionId: "s1", headers });
  expect(request.headers["x-grok-conv-id"]).toBe("mine");
});

test("long retention is not asked for where there is none", async () => {
  const { body } = await sent(grok, { sessionId: "s1", cacheRetention: "long" });
  expect(body).not.toHaveProperty("prompt_cache_retention");
});

function firstModel(provider: string): Model {
  const [model] = listModels({ provider });
  if (model === undefined) throw new Error(`${provider} has no models.`);
  return model;
}
