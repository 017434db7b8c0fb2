import { afterEach, expect, test, vi } from "vitest";
import type { WireCall } from "./adapter.ts";
import { postThroughOpenAi } from "./openai-post.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

interface Sent {
  url: string;
  headers: Record<string, string>;
  body: unknown;
}

async function posted(call: Partial<WireCall> = {}): Promise<Sent> {
  const sent: Sent[] = [];
  await postThroughOpenAi(
    "/responses",
    { model: "m" },
    {
      baseUrl: "https://llm.example/v1",
      apiKey: "key",
      headers: {},
      signal: new AbortController().signal,
      fetch: async (input, init) => {
        const headers = Object.fromEntries(new Headers(init?.headers));
        sent.push({ url: String(input), headers, body: JSON.parse(String(init?.body)) });
        return Response.json({});
      },
      ...call,
    },
  );
  expect(sent).toHaveLength(1);
  return sent[0] ?? { url: "", headers: {}, body: undefined };
}

test("the body goes to the path as it is, with the key as a bearer", async () => {
  expect(await posted()).toMatchObject({
    url: "https://llm.example/v1/responses",
    headers: { authorization: "Bearer key", "content-type": "application/json" },
    body: { model: "m" },
  });
});

test("without a key nothing stands in its place", async () => {
  const { headers } = await posted({ apiKey: undefined });
  expect(headers).not.toHaveProperty("authorization");
});

test("given headers win, whatever their case", async () => {
  const { headers } = await posted({ headers: { Authorization: "Basic x", "X-Trace": "t" } });
  expect(headers).toMatchObject({ authorization: "Basic x", "x-trace": "t" });
});

test("nothing is taken from the environment", async () => {
  vi.stubEnv("OPENAI_API_KEY", "ambient");
  vi.stubEnv("OPENAI_ADMIN_KEY", "ambient");
  vi.stubEnv("OPENAI_BASE_URL", "https://ambient.example");
  vi.stubEnv("OPENAI_ORG_ID", "ambient");
  vi.stubEnv("OPENAI_PROJECT_ID", "ambient");
  vi.stubEnv("OPENAI_CUSTOM_HEADERS", "x-ambient: 1\nauthorization: ambient");
  vi.stubEnv("OPENAI_LOG", "debug");
  const log = vi.spyOn(console, "debug");
  expect(JSON.stringify([await posted(), await posted({ apiKey: undefined })])).not.toContain(
    "ambient",
  );
  expect(log).not.toHaveBeenCalled();
});
