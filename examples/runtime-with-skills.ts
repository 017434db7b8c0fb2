import { createArgentRuntime, memorySessionStore } from "@argent/agent";
import { createProviderRegistry, getModel } from "@argent/ai";
import { memoryEnv } from "@argent/tools";

const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl = "" } = process.env;

const skill = `---
name: haiku
description: Writes a haiku. Use it when somebody asks for one.
---
Three lines of five, seven and five syllables. Name a season.
`;

// Nothing here touches a disk: neither the skill, nor the session.
const runtime = createArgentRuntime({
  provider: createProviderRegistry({
    apiKey: () => apiKey,
    baseUrls: { anthropic: baseUrl },
  }),
  model: getModel("anthropic", "claude-sonnet-5-5"),
  env: () => memoryEnv({ "/skills/haiku/SKILL.md": skill }),
  skillFolders: ["/skills"],
  tools: () => [],
  sessions: memorySessionStore(),
});

// Everything that happens, in all sessions.
runtime.onStream((event) => {
  if (event.type === "lifecycle") console.log(`${event.sessionKey}: ${event.phase}`);
  if (event.type === "tool" && event.phase === "start") console.log(`calls ${event.toolName}`);
});

const result = await runtime.run({ sessionKey: "cli:main", prompt: "A haiku on testing, please." });
console.log(result.response ?? result.error?.message);
await runtime.close();
