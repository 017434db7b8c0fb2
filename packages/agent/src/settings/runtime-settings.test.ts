import { scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { say, tool } from "../../test/loop-kit.ts";
import {
  createArgentRuntime,
  loadSettings,
  memorySessionStore,
  runtimeSettings,
} from "../index.ts";

test("a runtime does what two settings files say", async () => {
  await using env = await diskEnv({
    "home/settings.json": JSON.stringify({
      thinking: "high",
      retry: { maxRetries: 0 },
      maxTurns: 9,
    }),
    "work/.argent/settings.json": JSON.stringify({
      maxTurns: 2,
      templateFolders: ["prompts"],
      skillFolders: ["skills"],
    }),
    "work/prompts/go.md": "Go to $1.",
    "work/skills/greet.md": "---\nname: greet\ndescription: Greets.\n---\nSay hello.\n",
  });
  const { settings, problems } = await loadSettings({
    env,
    globalFile: `${env.cwd}/home/settings.json`,
    projectFolder: `${env.cwd}/work`,
    isTrusted: () => true,
  });
  expect(problems).toEqual([]);
  const call = { toolCalls: [{ name: "t" }] };
  const provider = scripted([call, call, call]);
  const runtime = createArgentRuntime({
    ...runtimeSettings(settings),
    provider,
    model: testModel({ reasoning: true }),
    env: () => ({ ...env, close: async () => {} }),
    tools: () => [tool("t", async () => say("ok"))],
    sessions: memorySessionStore(),
  });
  const result = await runtime.run({ sessionKey: "s", prompt: "/go home" });
  expect(result).toMatchObject({ turns: 2, stopReason: "limit" });
  expect(JSON.stringify(provider.requests[0]?.messages)).toContain("Go to home.");
  expect(provider.requests[0]?.systemPrompt).toContain("Greets.");
  expect(provider.requests[0]?.thinking).toBe("high");
});
