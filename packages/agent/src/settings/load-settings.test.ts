import { expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { type LoadSettingsOptions, loadSettings, type Settings } from "../index.ts";

const file = "home/settings.json";
const projectFile = "project/.argent/settings.json";

async function load(
  files: { own?: unknown; project?: unknown },
  options: Partial<LoadSettingsOptions> = {},
) {
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  await using env = await diskEnv({
    ...(files.own !== undefined && { [file]: text(files.own) }),
    ...(files.project !== undefined && { [projectFile]: text(files.project) }),
    "project/README.md": "",
  });
  const loaded = await loadSettings({
    env,
    globalFile: `${env.cwd}/${file}`,
    projectFolder: `${env.cwd}/project`,
    isTrusted: () => true,
    ...options,
  });
  return { ...loaded, cwd: env.cwd, codes: loaded.problems.map(({ code }) => code) };
}

test("where there are no files there are only defaults and no problems", async () => {
  const loaded = await load({}, { defaults: { sandbox: "auto" } });
  expect(loaded).toMatchObject({ settings: { sandbox: "auto" }, problems: [], trust: "none" });
  expect(loaded.project).toBeUndefined();
});

test("flags win over the environment, that over the project, that over the person's file, that over defaults", async () => {
  const { settings, sources } = await load(
    {
      own: { maxTurns: 4, thinking: "low", steeringMode: "all", followUpMode: "all" },
      project: { maxTurns: 3, thinking: "high", steeringMode: "one-at-a-time" },
    },
    {
      flags: { maxTurns: 1, model: undefined },
      environment: { maxTurns: 2, thinking: "off" },
      defaults: { sandbox: "off", maxTurns: 5 },
    },
  );
  expect(settings).toEqual({
    maxTurns: 1,
    thinking: "off",
    steeringMode: "one-at-a-time",
    followUpMode: "all",
    sandbox: "off",
  });
  expect(sources).toEqual({
    maxTurns: "flag",
    thinking: "environment",
    steeringMode: "project",
    followUpMode: "global",
    sandbox: "default",
  });
});

test("objects are joined field by field, lists one after the other", async () => {
  const { settings, cwd } = await load({
    own: {
      queue: { cap: 5, drop: "old" },
      skillFolders: ["skills", "~/more", "/shared"],
      approval: { mode: "auto", rules: [{ decision: "allow", commands: ["ls"] }] },
    },
    project: {
      queue: { cap: 2 },
      skillFolders: ["skills"],
      approval: { rules: [{ decision: "deny", commands: ["git push"] }] },
    },
  });
  expect(settings.queue).toEqual({ cap: 2, drop: "old" });
  expect(settings.skillFolders).toEqual([
    `${cwd}/project/skills`,
    `${cwd}/home/skills`,
    "~/more",
    "/shared",
  ]);
  expect(settings.approval).toEqual({
    mode: "auto",
    rules: [
      { decision: "deny", commands: ["git push"] },
      { decision: "allow", commands: ["ls"] },
    ],
  });
});

test("whoever names a model decides its provider, and the other way round", async () => {
  const own = { model: "claude-opus-4", provider: "anthropic" };
  expect((await load({ own }, { flags: { model: "gpt-4o" } })).settings).toEqual({
    model: "gpt-4o",
  });
  expect((await load({ own }, { flags: { provider: "openai" } })).settings).toEqual({
    provider: "openai",
  });
});

test("an untrusted project contributes nothing and is reported with what it would say", async () => {
  const { settings, trust, problems, project, cwd } = await load(
    { own: { maxTurns: 9 }, project: { maxTurns: 1, thinking: "high" } },
    { isTrusted: undefined },
  );
  expect(settings).toEqual({ maxTurns: 9 });
  expect(trust).toBe("untrusted");
  expect(problems).toMatchObject([{ code: "untrusted", severity: "warning" }]);
  expect(project).toMatchObject({
    folder: `${cwd}/project`,
    settings: { maxTurns: 1, thinking: "high" },
  });
});

test("whether a project is trusted is asked with its real folder and the hash of its content", async () => {
  const asked: string[][] = [];
  const isTrusted = (...question: string[]) => asked.push(question) > 99;
  const first = await load({ project: { maxTurns: 1 } }, { isTrusted });
  const second = await load({ project: { maxTurns: 2 } }, { isTrusted });
  expect(asked).toEqual([
    [first.project?.folder, first.project?.hash],
    [second.project?.folder, second.project?.hash],
  ]);
  expect(first.project?.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(first.project?.hash).not.toBe(second.project?.hash);
});

const mcpServers = { docs: { command: "docs-server" } };

test.each<[string, Settings, Settings, string[]]>([
  ["servers, since they run commands and name addresses", { mcpServers }, {}, ["mcpServers"]],
  [
    "where sessions and work lie",
    { sessionsDir: "/x", workspace: "/y" },
    {},
    ["sessionsDir", "workspace"],
  ],
  ["a laxer mode", { approval: { mode: "auto" } }, { approval: {} }, ["approval.mode"]],
  [
    "rules that allow",
    { approval: { rules: [{ decision: "allow" }, { decision: "ask" }] } },
    { approval: { rules: [{ decision: "ask" }] } },
    ["approval.rules"],
  ],
  ["a laxer sandbox", { sandbox: "off" }, {}, ["sandbox"]],
  [
    "folders outside it",
    { skillFolders: ["../other", "/etc", "~/x"], templateFolders: ["a/../../b"] },
    { skillFolders: [], templateFolders: [] },
    ["skillFolders", "templateFolders"],
  ],
])("even a trusted project cannot set %s", async (_, project, settings, refused) => {
  const loaded = await load({ project });
  expect(loaded.trust).toBe("trusted");
  expect(loaded.settings).toEqual(settings);
  expect(loaded.problems.map(({ code, setting }) => [code, setting])).toEqual(
    refused.map((setting) => ["not_for_projects", setting]),
  );
});

test("a project may tighten what the person allows", async () => {
  const own = { approval: { mode: "auto" }, sandbox: "off" };
  const project = { approval: { mode: "read-only" }, sandbox: "require" };
  const { settings, problems } = await load({ own, project });
  expect(settings).toEqual(project);
  expect(problems).toEqual([]);
});

test("a project may not loosen what the application does by default", async () => {
  const project = { approval: { mode: "ask-before-write" } };
  const defaults = { approval: { mode: "read-only" } } as const;
  expect((await load({ project }, { defaults })).settings.approval?.mode).toBe("read-only");
});

test("a value that does not fit is named with its line, and the rest holds", async () => {
  const own =
    '{\n  "maxTurns": "many",\n  "queue": { "cap": 0, "mode": "rush" },\n  "model": "gpt-4o"\n}';
  const { settings, problems, cwd } = await load({ own });
  expect(settings).toEqual({ model: "gpt-4o" });
  expect(problems).toMatchObject([
    { code: "invalid_value", severity: "error", line: 2, setting: "maxTurns" },
    { code: "invalid_value", severity: "error", line: 3, setting: "queue" },
  ]);
  expect(problems[0]?.message).toContain(`${cwd}/${file}, line 2: maxTurns must be integer`);
  expect(problems[1]?.message).toContain('"collect", "steer", "interrupt"');
});

test("an unknown setting is reported with the nearest one, also inside another", async () => {
  const own = {
    modle: "gpt-4o",
    queue: { debounce: 3, cap: 4 },
    mcpServers: { a: { url: "x", head: {} } },
  };
  const { settings, problems } = await load({ own });
  expect(settings.queue?.cap).toBe(4);
  expect(problems.map(({ code, severity, setting }) => [code, severity, setting])).toEqual([
    ["unknown_setting", "warning", "modle"],
    ["unknown_setting", "warning", "queue.debounce"],
    ["unknown_setting", "warning", "mcpServers.a.head"],
  ]);
  expect(problems[0]?.message).toContain('Did you mean "model"?');
  expect(problems[1]?.message).toContain('Did you mean "debounceMs"?');
  expect(problems[2]?.message).toContain('Did you mean "headers"?');
});

test.each<[string, unknown]>([
  [
    "a misspelt word in a rule",
    { approval: { mode: "auto", rules: [{ decision: "allow", tool: ["ls"] }] } },
  ],
  ["a rule that decides nothing", { approval: { mode: "auto", rules: [{ decision: "never" }] } }],
  [
    "a pattern that is none",
    { approval: { mode: "auto", rules: [{ decision: "deny", args: { url: "(" } }] } },
  ],
  ["a misspelt list of rules", { approval: { mode: "auto", rule: [] } }],
])("%s allows nothing but reading until it is repaired", async (_, own) => {
  const { settings, problems } = await load({ own });
  expect(settings).toEqual({ approval: { mode: "read-only" } });
  expect(problems.every(({ severity }) => severity === "error")).toBe(true);
  expect(problems).not.toEqual([]);
});

test("a file that is no JSON says where, and what it may have forbidden stays forbidden", async () => {
  const { settings, problems, cwd } = await load({ own: '{\n  "approval": {\n  "mode" "auto"\n}' });
  expect(settings).toEqual({ approval: { mode: "read-only" }, sandbox: "require" });
  expect(problems).toMatchObject([{ code: "invalid_json", severity: "error", line: 3 }]);
  expect(problems[0]?.message).toContain(`${cwd}/${file}, line 3`);
  expect(problems[0]?.message).not.toContain("..");
});

test("a setting that is there twice is an error, and the strictest holds", async () => {
  const own =
    '{\n  "approval": { "mode": "read-only" },\n  "maxTurns": 2,\n  "approval": { "mode": "auto" }\n}';
  const { settings, problems } = await load({ own });
  expect(settings).toEqual({ maxTurns: 2, approval: { mode: "read-only" } });
  expect(problems).toMatchObject([{ code: "duplicate_setting", severity: "error", line: 4 }]);
});

test("a name that is twice in a rule or in a setting is an error with its line, and the strictest holds", async () => {
  const rules =
    '[\n    { "decision": "deny",\n      "decision": "allow" },\n    { "decision": "ask" }\n  ]';
  const own = `{\n  "queue": { "cap": 1, "cap": 2 },\n  "approval": { "rules": ${rules} },\n  "sandbox": "off"\n}`;
  const { settings, problems } = await load({ own });
  expect(settings).toMatchObject({ approval: { mode: "read-only" }, sandbox: "off" });
  expect(settings.approval?.rules).toBeUndefined();
  expect(problems).toMatchObject([
    { code: "duplicate_setting", severity: "error", line: 2, setting: "queue" },
    { code: "duplicate_setting", severity: "error", line: 5, setting: "approval" },
  ]);
});

test("a folder or something far too long in the place of a file is a problem, not a hang", async () => {
  expect((await load({ own: `{"model": "${"x".repeat(300_000)}"}` })).codes).toEqual(["too_large"]);
  await using env = await diskEnv({ "settings.json/x": "" });
  const loaded = await loadSettings({ env, globalFile: "settings.json" });
  expect(loaded.problems).toMatchObject([{ code: "unreadable", severity: "error" }]);
});

test("an empty file says nothing", async () => {
  expect(await load({ own: " \n" })).toMatchObject({ settings: {}, problems: [] });
});

test("in the home folder a person's own file is not a project's, too", async () => {
  const own = { $schema: "https://example.com/settings.json", approval: { mode: "auto" } };
  await using env = await diskEnv({ ".argent/settings.json": JSON.stringify(own) });
  const loaded = await loadSettings({
    env,
    globalFile: `${env.cwd}/.argent/settings.json`,
    projectFolder: env.cwd,
  });
  expect(loaded).toMatchObject({
    settings: { approval: { mode: "auto" } },
    trust: "none",
    problems: [],
  });
});
