import { readFileSync, statSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { argent, outcome, testBoth } from "../../../test/coding-agent/both-sides.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import { registerOAuthProvider, unregisterOAuthProvider } from "../../pi-ai/oauth.ts";

const { coding } = argent;

afterEach(() => {
  delete process.env.XAI_API_KEY;
  delete process.env.MY_KEY;
  unregisterOAuthProvider("made-up");
});

testBoth("the order of keys, and where each comes from", async ({ coding: pi }) => {
  const auth = pi.AuthStorage.inMemory({ openai: { type: "api_key", key: "stored" } });
  process.env.XAI_API_KEY = "from-the-environment";
  process.env.MY_KEY = "by-name";
  auth.setFallbackResolver((provider) => (provider === "custom" ? "fallback" : undefined));
  auth.set("named", { type: "api_key", key: "MY_KEY" });
  auth.set("run", { type: "api_key", key: "!echo from-a-command" });
  auth.set("fails", { type: "api_key", key: "!exit 1" });
  const providers = ["openai", "xai", "custom", "named", "run", "fails", "nobody"];
  const seen = async () => [
    await Promise.all(providers.map((provider) => auth.getApiKey(provider))),
    providers.map((provider) => [auth.hasAuth(provider), auth.getAuthStatus(provider)]),
  ];
  const before = await seen();
  auth.setRuntimeApiKey("openai", "runtime");
  auth.setRuntimeApiKey("nobody", "runtime");
  const during = await seen();
  auth.removeRuntimeApiKey("openai");
  auth.remove("named");
  return [
    before,
    during,
    await auth.getApiKey("openai"),
    await auth.getApiKey("custom", { includeFallback: false }),
    auth.list(),
    auth.has("named"),
    auth.get("openai"),
    auth.getAll(),
    await outcome(() => auth.login("nobody", {} as Loose)),
  ];
});

testBoth(
  "the file: written for its owner only, and never over one that is broken",
  async ({ coding: pi }) => {
    using folder = workspace({ "broken.json": "{ no" });
    const auth = pi.AuthStorage.create(folder.at("new/auth.json"));
    auth.set("openai", { type: "api_key", key: "k" });
    auth.set("xai", { type: "api_key", key: "k2" });
    auth.logout("xai");
    const broken = pi.AuthStorage.create(folder.at("broken.json"));
    broken.set("openai", { type: "api_key", key: "k" });
    return [
      JSON.parse(readFileSync(folder.at("new/auth.json"), "utf8")),
      statSync(folder.at("new/auth.json")).mode & 0o777,
      readFileSync(folder.at("broken.json"), "utf8"),
      await broken.getApiKey("openai"),
      broken.drainErrors().length,
    ];
  },
);

test("a token that is over is refreshed once, however many ask, and kept", async () => {
  using folder = workspace();
  let refreshes = 0;
  registerOAuthProvider({
    id: "made-up",
    name: "Made up",
    login: async () => ({ refresh: "r", access: "a", expires: 0 }),
    async refreshToken({ refresh }) {
      refreshes += 1;
      return { refresh: `${refresh}+`, access: "fresh", expires: Date.now() + 60_000 };
    },
    getApiKey: ({ access }) => access,
  });
  const auth = coding.AuthStorage.create(folder.at("auth.json"));
  await auth.login("made-up", {} as Loose);
  const other = coding.AuthStorage.create(folder.at("auth.json"));
  const keys = await Promise.all([auth, auth, other].map((one) => one.getApiKey("made-up")));
  expect(keys).toEqual(["fresh", "fresh", "fresh"]);
  expect(refreshes).toBe(1);
  expect(coding.AuthStorage.create(folder.at("auth.json")).get("made-up")).toMatchObject({
    type: "oauth",
    refresh: "r+",
    access: "fresh",
  });
});

test("a broken file is told of without a word of what is in it", async () => {
  using folder = workspace({ "auth.json": '{"openai":{"key":"sk-secret"' });
  const auth = coding.AuthStorage.create(folder.at("auth.json"));
  const [error] = auth.drainErrors();
  expect(error?.message).toContain("not a JSON object");
  expect(error?.message).not.toContain("sk-secret");
});

test("nothing is written by looking", () => {
  using folder = workspace();
  const auth = coding.AuthStorage.create(folder.at("auth.json"));
  expect(auth.list()).toEqual([]);
  expect(() => statSync(folder.at("auth.json"))).toThrow();
});
