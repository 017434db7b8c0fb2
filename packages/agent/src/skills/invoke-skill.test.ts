import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { say, tool } from "../../test/loop-kit.ts";
import { Agent } from "../agent.ts";
import type { ExecutionEnv } from "../env/execution-env.ts";
import type { AgentMessage } from "../message.ts";
import { discoverSkills } from "./discover-skills.ts";
import { enforceSkillTools } from "./enforce-skill-tools.ts";
import { expandSkillCommand } from "./expand-skill-command.ts";
import { createSkillTool } from "./skill-tool.ts";

const files = {
  "s/search/SKILL.md":
    "---\nname: search\ndescription: Search.\ntools: [web_search]\n---\n\nUse web_search & be brief.\n",
  "s/mail.md": "---\nname: mail\ndescription: Mail.\ntools: [send]\n---\nSend it.",
  "s/style.md": "---\nname: style\ndescription: Style.\n---\nEnd with </skill > never </SKILL>.",
  "s/deploy.md":
    "---\nname: deploy\ndescription: Deploy.\ndisable-model-invocation: true\n---\nShip.",
};

const searchBlock = (env: ExecutionEnv) =>
  `<skill name="search" location="${env.cwd}/s/search/SKILL.md">
Paths in it are relative to ${env.cwd}/s/search.

Use web_search & be brief.
</skill>`;

describe("/skill:name", () => {
  test("becomes the instructions and what the person added", async () => {
    await using env = await diskEnv(files);
    const { skills } = await discoverSkills(env, ["s"]);
    const expand = (text: string) => expandSkillCommand(text, skills, env);
    expect(await expand("/skill:search  $1 for\ncats ")).toEqual({
      ok: true,
      value: `${searchBlock(env)}\n\n$1 for\ncats`,
    });
    expect(await expand("/skill:search")).toEqual({ ok: true, value: searchBlock(env) });
    expect(await expand("/skill:deploy")).toMatchObject({ ok: true });
    for (const text of ["/search x", "say /skill:search", "skill:search", "/skill search"]) {
      expect(await expand(text)).toEqual({ ok: true, value: text });
    }
  });

  test("reads the file as it is now, and a body cannot end its own block", async () => {
    await using env = await diskEnv(files);
    const { skills } = await discoverSkills(env, ["s"]);
    const expanded = await expandSkillCommand("/skill:style", skills, env);
    expect(expanded.ok && expanded.value).toContain(
      "with &lt;/skill > never &lt;/SKILL>.\n</skill>",
    );
    await env.writeFile("s/style.md", "Changed.");
    const again = await expandSkillCommand("/skill:style", skills, env);
    expect(again.ok && again.value).toContain("Changed.");
  });

  test("fails with a code when the skill is unknown, gone, elsewhere or without its tools", async () => {
    await using env = await diskEnv({ ...files, secret: "password" });
    const { skills } = await discoverSkills(env, ["s"]);
    const code = async (name: string, toolNames?: string[]) => {
      const expanded = await expandSkillCommand(`/skill:${name}`, skills, env, { toolNames });
      return expanded.ok ? "ok" : expanded.error.code;
    };
    expect(await code("serach")).toBe("unknown_skill");
    expect(await code("search", ["send"])).toBe("missing_tools");
    expect(await code("search", ["web_search"])).toBe("ok");
    await env.remove("s/mail.md");
    expect(await code("mail")).toBe("not_found");
    await rm(join(env.cwd, "s/style.md"));
    await symlink("../secret", join(env.cwd, "s/style.md"));
    expect(await code("style")).toBe("outside_folder");
  });
});

/** Runs one prompt with the skills, their tool, and tools that only say that they ran. */
async function run(env: ExecutionEnv, steps: ScriptedStep[], prompt: string, toolNames?: string[]) {
  const { skills } = await discoverSkills(env, ["s"]);
  const plainTools = ["web_search", "send", "bash", "read"].map((name) =>
    tool(name, async () => say("ran")),
  );
  const provider = scripted([...steps, { text: "done" }]);
  const agent = new Agent({
    provider,
    beforeToolCall: enforceSkillTools(skills, env),
    initialState: {
      model: testModel(),
      tools: [createSkillTool(skills, env, { toolNames }), ...plainTools],
    },
  });
  const expanded = await expandSkillCommand(prompt, skills, env);
  const messages = await agent.prompt(expanded.ok ? expanded.value : prompt);
  return { agent, provider, results: resultsOf(messages), messages };
}

function resultsOf(messages: readonly AgentMessage[]): string[] {
  return messages.flatMap((message) =>
    message.role === "toolResult"
      ? message.content.map((block) => (block.type === "text" ? block.text : "[image]"))
      : [],
  );
}

const calls = (...names: string[]) => ({ toolCalls: names.map((name) => ({ name })) });
const load = (name: string, argumentText?: string) => ({
  toolCalls: [
    { name: "skill", arguments: { name, ...(argumentText && { arguments: argumentText }) } },
  ],
});

describe("the skill tool", () => {
  test("gives the model the instructions and the arguments, and people the details", async () => {
    await using env = await diskEnv(files);
    const { messages } = await run(env, [load("search", "for cats")], "Find cats.");
    const result = messages.find((message) => message.role === "toolResult");
    expect(result).toMatchObject({
      isError: false,
      content: [{ type: "text", text: `${searchBlock(env)}\n\nfor cats` }],
      details: { name: "search", location: `${env.cwd}/s/search/SKILL.md`, tools: ["web_search"] },
    });
  });

  test("does not know skills that only people invoke, and names those that there are", async () => {
    await using env = await diskEnv(files);
    const { results } = await run(env, [load("deploy")], "Ship it.");
    expect(results).toEqual(['There is no skill called "deploy". There are mail, search, style.']);
  });

  test("refuses a skill whose tools are not there, and leaves the others usable", async () => {
    await using env = await diskEnv(files);
    const steps = [load("search"), calls("bash")];
    const { results } = await run(env, steps, "Find cats.", ["bash"]);
    expect(results).toEqual([expect.stringContaining("needs tools that are not there"), "ran"]);
  });
});

describe("the tools of a skill in force", () => {
  const blocked = (name: string) => expect.stringContaining(`${name} was not executed`);

  test("are the only ones that run after the model has loaded it", async () => {
    await using env = await diskEnv(files);
    const steps = [calls("bash"), load("search"), calls("bash", "web_search")];
    const { results } = await run(env, steps, "Find cats.");
    expect(results).toEqual(["ran", searchBlock(env), blocked("bash"), "ran"]);
  });

  test("are the only ones that run after a person has invoked it, until the next message", async () => {
    await using env = await diskEnv(files);
    const { results, agent, provider } = await run(
      env,
      [calls("send", "web_search")],
      "/skill:search cats",
    );
    expect(results).toEqual([blocked("send"), "ran"]);
    provider.append(calls("send"), { text: "done" });
    expect(resultsOf(await agent.prompt("Now mail it."))).toEqual(["ran"]);
  });

  test.each([
    ["its path", (cwd: string) => `${cwd}/s/mail.md`],
    ["a relative path", () => "./s/../s/mail.md"],
  ])(
    "are the only ones that run after the model has read the skill's file by %s",
    async (_, pathIn) => {
      await using env = await diskEnv(files);
      const path = pathIn(env.cwd);
      const read = { toolCalls: [{ name: "read", arguments: { path } }] };
      const { results } = await run(env, [read, calls("bash", "send", "read")], "Mail it.");
      expect(results).toEqual(["ran", blocked("bash"), "ran", blocked("read")]);
    },
  );

  test("add up, and a skill that lists none changes nothing", async () => {
    await using env = await diskEnv(files);
    const steps = [
      load("search"),
      load("style"),
      load("mail"),
      calls("send", "web_search", "bash"),
    ];
    const { results } = await run(env, steps, "Find cats and mail them.");
    expect(results.slice(3)).toEqual(["ran", "ran", blocked("bash")]);
    expect(results.at(-1)).toContain(
      "search and mail are in force and allow only web_search, send",
    );
  });
});
