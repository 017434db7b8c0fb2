import { expect, test } from "vitest";
import { findLocalServers } from "./index.ts";

/** The server that `OLLAMA_HOST` leads to, by a `fetch` that knows only what was asked. */
async function askedWith(host: string | undefined): Promise<string | undefined> {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    asked.push(String(input));
    return Response.json({ data: [{ id: "llama" }] });
  };
  const [ollama] = await findLocalServers({ OLLAMA_HOST: host }, fetch);
  expect(ollama?.models).toMatchObject([{ id: "llama", provider: "openai-compatible" }]);
  return asked[0];
}

test.each([
  [undefined, "http://127.0.0.1:11434"],
  ["", "http://127.0.0.1:11434"],
  ["box", "http://box:11434"],
  ["box:8000", "http://box:8000"],
  [":8000", "http://127.0.0.1:8000"],
  ["0.0.0.0", "http://127.0.0.1:11434"],
  ["https://box/", "https://box"],
])("OLLAMA_HOST %j is asked at %s", async (host, url) => {
  expect(await askedWith(host)).toBe(`${url}/v1/models`);
});

test("an OLLAMA_HOST that is no address is an error that says what one is", async () => {
  await expect(findLocalServers({ OLLAMA_HOST: ":::bad" })).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringMatching(/OLLAMA_HOST is ":::bad", .* host:port or a URL/),
  });
});

test("a server that does not list models is left out", async () => {
  const fetch = async () => new Response("<html>", { status: 200 });
  expect(await findLocalServers({}, fetch)).toEqual([]);
});
