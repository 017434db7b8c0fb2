import { rmSync } from "node:fs";
import { mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent } from "@argent/agent";
import { createProviderRegistry, getModel } from "@argent/ai";
import { createApproval, createCodingTools, localEnv } from "@argent/tools";

const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl = "", PATH } = process.env;
const cwd = await realpath(await mkdtemp(join(tmpdir(), "argent-example-")));
process.once("exit", () => rmSync(cwd, { recursive: true })); // whatever happens
const env = localEnv({ cwd, env: { PATH } });

const approval = createApproval({
  mode: "ask-before-write",
  rules: [
    { decision: "allow", tools: ["write_file", "edit_file"], paths: [`${cwd}/**`] },
    { decision: "deny", commands: ["git push"], reason: "releases are made by hand" },
  ],
  // A program with a terminal asks the person in front of it.
  async ask({ tool, command, isolation }) {
    console.log(`${tool} wants to run "${command}" (${isolation.description})`);
    return { allow: true, remember: "session" };
  },
});

const agent = new Agent({
  provider: createProviderRegistry({ baseUrls: { anthropic: baseUrl } }),
  getApiKey: () => apiKey,
  initialState: {
    model: getModel("anthropic", "claude-sonnet-5-5"),
    systemPrompt: `You are a coding agent in ${cwd}.`,
    tools: createCodingTools({ cwd, env, approval }),
  },
});
const run = agent.prompt("Write a program that prints 42, run it, and push it.");
run.on("tool_execution_end", ({ toolName, result: { content } }) => {
  const [first] = content;
  console.log(`${toolName}: ${first?.type === "text" ? first.text.trim() : "an image"}`);
});
await run;

const { decision, rule } = await approval.explain({
  toolCallId: "a question",
  tool: "bash",
  effect: "external",
  args: {},
  command: "git push --force",
  isolation: env.isolation,
});
console.log(`git push --force: ${decision}, because of "${rule}"`);
await env.close();
