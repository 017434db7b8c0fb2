// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates under test are written so
import { manualClock, scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { say, tool } from "../../test/loop-kit.ts";
import { assertPrefixStable } from "../testing/expect-prefix-stable.ts";
import { createArgentRuntime } from "./argent-runtime.ts";
import { memorySessionStore } from "./session-store.ts";

const skill = `---
name: greet
description: Greets people.
---
Say hello.
`;

test("ten turns with skills, bootstrap files and tools keep their prefix byte for byte, until a file changes", async () => {
  await using env = await diskEnv({
    "AGENTS.md": "Be kind.",
    "SOUL.md": "You are calm.",
    "BOOTSTRAP.md": "Ask for a name.",
    "skills/greet/SKILL.md": skill,
  });
  const provider = scripted([
    ...Array.from({ length: 10 }, (_, index) => ({
      toolCalls: [{ name: "t", arguments: { n: index } }],
    })),
    { text: "done" },
    { text: "again" },
    { text: "changed" },
  ]);
  const runtime = createArgentRuntime({
    provider,
    model: testModel(),
    env: () => ({ ...env, close: async () => {} }),
    tools: () => [tool("t", async () => say("ok")), tool("u", async () => say("ok"))],
    sessions: memorySessionStore(),
    skillFolders: ["skills"],
    maxRepetitions: 0,
  });
  const request = { sessionKey: "agent:main:main", userTimezone: "Australia/Sydney" };

  await runtime.run({ ...request, prompt: "/skill:greet Ann" });
  const { requests } = provider;
  expect(requests).toHaveLength(11);
  expect(requests[0]?.systemPrompt).toContain("Ask for a name.");
  expect(requests[0]?.systemPrompt).toContain("greet");
  expect(JSON.stringify(requests[0]?.messages)).toContain("Say hello.");
  for (const [index, next] of requests.entries()) {
    const previous = requests[index - 1];
    if (previous) assertPrefixStable(previous, next);
  }

  // The first run is over: BOOTSTRAP.md is not shown again, and from then on nothing changes.
  await runtime.run({ ...request, prompt: "more" });
  expect(requests[11]?.systemPrompt).not.toContain("Ask for a name.");
  await env.writeFile("SOUL.md", "You are lively.");
  await runtime.run({ ...request, prompt: "and more" });
  const [before, after] = requests.slice(-2);
  expect(() => before && after && assertPrefixStable(before, after)).toThrow();
});

test("ten turns of a conversation, days apart, keep their prefix byte for byte", async () => {
  await using env = await diskEnv({
    "AGENTS.md": "Be kind.",
    "SOUL.md": "You are calm.",
    "USER.md": "Ann, for ${customer}.",
    "skills/greet/SKILL.md": skill,
    "skills/wave.md": skill.replace("greet", "wave"),
  });
  const clock = manualClock(Date.UTC(2026, 0, 5));
  const turn = (n: number) => [
    { toolCalls: [{ name: "t", arguments: { n } }] },
    { toolCalls: [{ name: "skill", arguments: { name: "greet" } }] },
    { text: `answer ${n}` },
  ];
  const provider = scripted(Array.from({ length: 10 }, (_, n) => turn(n)).flat(), { clock });
  let round = 0;
  const runtime = createArgentRuntime({
    provider,
    clock,
    model: testModel(),
    env: () => ({ ...env, close: async () => {} }),
    tools: () => [tool("t", async () => say("ok")), tool("u", async () => say("ok"))],
    sessions: memorySessionStore(),
    skillFolders: ["skills"],
    parameters: () => ({ customer: `customer ${round++}` }),
    maxRepetitions: 0,
  });
  const request = { sessionKey: "agent:main:main", userTimezone: "Australia/Sydney" };
  for (let n = 0; n < 10; n++) {
    expect(await runtime.run({ ...request, prompt: `/skill:wave ${n}` })).toMatchObject({
      success: true,
    });
    await clock.advance(26 * 3_600_000);
  }
  const { requests } = provider;
  expect(requests).toHaveLength(30);
  for (const [index, next] of requests.entries()) {
    const previous = requests[index - 1];
    if (previous) assertPrefixStable(previous, next);
  }
  const last = JSON.stringify(requests.at(-1)?.messages);
  expect(last, "files are in the prompt, not in the history").not.toContain("Be kind.");
});
