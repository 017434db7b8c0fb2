import { rmSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent, ArgentSessionManager } from "@argent/agent";
import { createProviderRegistry, getModel } from "@argent/ai";
import { createCodingTools, localEnv } from "@argent/tools";

const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl = "", PATH } = process.env;
const cwd = await mkdtemp(join(tmpdir(), "argent-example-"));
process.once("exit", () => rmSync(cwd, { recursive: true })); // whatever happens
const env = localEnv({ cwd, env: { PATH } });
const session = await ArgentSessionManager.open(join(cwd, "session.jsonl"), { cwd });

const agent = new Agent({
  provider: createProviderRegistry({ baseUrls: { anthropic: baseUrl } }),
  getApiKey: () => apiKey,
  session,
  compaction: { threshold: { percent: 80 } },
  initialState: {
    model: getModel("anthropic", "claude-sonnet-5-5"),
    systemPrompt: `You are a coding agent in ${cwd}.`,
    tools: createCodingTools({ cwd, env }),
  },
});
await agent.prompt("Write a program that prints 42, and run it.");
console.log(await readFile(join(cwd, "answer.js"), "utf8"));

// The session is a file that this program, another one or Pi goes on from.
console.log(
  session
    .getBranch()
    .map((entry) => entry.type)
    .join(" "),
);
await session.close();
await env.close();
