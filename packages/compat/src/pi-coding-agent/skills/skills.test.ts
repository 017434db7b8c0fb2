import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { argent, outcome, testBoth } from "../../../test/coding-agent/both-sides.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";

const { coding } = argent;
const skill = (name: string, description = "Does it") =>
  `---\nname: ${name}\ndescription: ${description}\n---\nDo it.\n`;
const without = (folder: string, value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(folder, "<cwd>"));

testBoth(
  "skills of folders: which there are, and what is wrong with them",
  async ({ coding: pi }) => {
    using folder = workspace({
      "skills/good/SKILL.md": skill("good"),
      "skills/deep/er/SKILL.md": skill("er"),
      "skills/good/nested/SKILL.md": skill("never"),
      "skills/flat.md": skill("flat"),
      "skills/Bad--Name/SKILL.md": skill("Bad--Name"),
      "skills/silent/SKILL.md": "---\nname: silent\n---\nNothing.",
      "skills/hidden/SKILL.md": `---\nname: hidden\ndescription: |\n  Two\n  lines\ndisable-model-invocation: true\n---\n`,
      "skills/unnamed/SKILL.md": "---\ndescription: By its folder\n---\n",
      "skills/.secret/SKILL.md": skill("secret"),
      "skills/node_modules/x/SKILL.md": skill("x"),
      "skills/deep/ignored.md": skill("ignored"),
    });
    const { skills, diagnostics } = pi.loadSkillsFromDir({
      dir: folder.at("skills"),
      source: "project",
    });
    const order = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    return without(folder.path, [skills.sort(order), diagnostics.sort(order)]);
  },
);

testBoth("skills that ignore files leave out", async ({ coding: pi }) => {
  using folder = workspace({
    ".gitignore": "kept\n",
    "skills/.gitignore": "drafts/\nold-*\n!old-but-good\n# kept\nnotes.md\nsource/vendor\n",
    "skills/.ignore": "by-ignore\n",
    "skills/.fdignore": "by-fd\n!back\n",
    "skills/kept/SKILL.md": skill("kept"),
    "skills/drafts/one/SKILL.md": skill("one"),
    "skills/deep/drafts/SKILL.md": skill("drafts"),
    "skills/old-fish/SKILL.md": skill("old-fish"),
    "skills/old-but-good/SKILL.md": skill("old-but-good"),
    "skills/notes.md": skill("notes"),
    "skills/notes/SKILL.md": skill("notes"),
    "skills/source/vendor/SKILL.md": skill("vendor"),
    "skills/source/own/SKILL.md": skill("own"),
    "skills/by-ignore/SKILL.md": skill("by-ignore"),
    "skills/by-fd/SKILL.md": skill("by-fd"),
    "skills/nested/.ignore": "away\n!old-here\n",
    "skills/nested/away/SKILL.md": skill("away"),
    "skills/nested/old-here/SKILL.md": skill("old-here"),
    "skills/away/SKILL.md": skill("away"),
    "skills/outer/.gitignore": "SKILL.md\n",
    "skills/outer/SKILL.md": skill("outer"),
  });
  const { skills } = pi.loadSkillsFromDir({ dir: folder.at("skills"), source: "project" });
  const paths = skills.map(({ filePath }) => filePath.slice(folder.path.length + 1));
  return paths.sort();
});

testBoth(
  "skills of all places: the first of a name wins, a link is no second skill",
  async ({ coding: pi }) => {
    using folder = workspace({
      "agent/skills/one/SKILL.md": skill("one", "the user's"),
      "work/.pi/skills/one/SKILL.md": skill("one", "the project's"),
      "extra/two/SKILL.md": skill("two"),
      "extra/three.md": skill("three"),
      "extra/text.txt": "no",
    });
    mkdirSync(folder.at("links"));
    symlinkSync(folder.at("extra/two"), folder.at("links/two"));
    const result = pi.loadSkills({
      cwd: folder.at("work"),
      agentDir: folder.at("agent"),
      skillPaths: [
        ...["extra/two", "links", "extra/three.md", "extra/text.txt", "none"].map(folder.at),
        "../extra/two/SKILL.md",
      ],
      includeDefaults: true,
    });
    return without(folder.path, result);
  },
);

testBoth("the fields of a Markdown file", async ({ coding: pi }) =>
  Promise.all(
    [
      "---\na: 1\nlist: [x, y]\n---\n\nbody\n",
      "no fields",
      "---\nnever ends",
      "---\r\na: b\r\n---\r\nbody",
      "---\n---\nbody",
    ].map((text) => outcome(() => [pi.parseFrontmatter(text), pi.stripFrontmatter(text)])),
  ),
);

testBoth(
  "the instructions of the user and the project, from the outside in",
  async ({ coding: pi }) => {
    using folder = workspace({
      "agent/AGENTS.md": "user",
      "work/CLAUDE.md": "outer",
      "work/in/AGENTS.md": "inner",
      "work/in/CLAUDE.md": "not this",
    });
    const files = pi.loadProjectContextFiles({
      cwd: folder.at("work/in"),
      agentDir: folder.at("agent"),
    });
    return without(folder.path, files);
  },
);

testBoth("a default loader: places, overrides and what was added later", async ({ coding: pi }) => {
  using folder = workspace({
    "agent/skills/s/SKILL.md": skill("s"),
    "agent/prompts/p.md": "---\ndescription: P\nargument-hint: <x>\n---\nDo $1",
    "work/.pi/prompts/q.md": "A first line that is rather long and goes on and on and on and on.\n",
    "work/.pi/SYSTEM.md": "You are it.",
    "agent/APPEND_SYSTEM.md": "And more.",
    "work/AGENTS.md": "Rules.",
    "later/t/SKILL.md": skill("t"),
  });
  const settingsManager = pi.SettingsManager.inMemory();
  const options = { cwd: folder.at("work"), agentDir: folder.at("agent"), settingsManager };
  const loader = new pi.DefaultResourceLoader({
    ...options,
    agentsFilesOverride: ({ agentsFiles }) => ({
      agentsFiles: [...agentsFiles, { path: "x", content: "y" }],
    }),
    appendSystemPromptOverride: (base) => [...base, "Last."],
  });
  await loader.reload();
  const seen = () => ({
    skills: loader.getSkills().skills.map(({ name }) => name),
    prompts: loader
      .getPrompts()
      .prompts.map(({ name, description, argumentHint, content }) => [
        name,
        description,
        argumentHint,
        content,
      ])
      .sort(),
    files: loader.getAgentsFiles(),
    system: loader.getSystemPrompt(),
    append: loader.getAppendSystemPrompt(),
    extensions: loader.getExtensions().extensions,
  });
  const first = seen();
  const metadata = { source: "x", scope: "temporary", origin: "top-level" } as const;
  loader.extendResources({ skillPaths: [{ path: folder.at("later/t"), metadata }] });
  const bare = new pi.DefaultResourceLoader({
    ...options,
    noSkills: true,
    noPromptTemplates: true,
    noContextFiles: true,
    systemPrompt: "Given.",
  });
  await bare.reload();
  return without(folder.path, [
    first,
    seen().skills,
    [bare.getSkills().skills, bare.getPrompts().prompts, bare.getAgentsFiles()],
    bare.getSystemPrompt(),
  ]);
});

testBoth(
  "a default loader: where it looks, which of a name wins, and what settings leave out",
  async ({ coding: pi }) => {
    using folder = workspace({
      "agent/settings.json": JSON.stringify({
        skills: ["more", "!old-*", "-skills/off", "+skills/old-kept/SKILL.md"],
        prompts: ["-prompts/off.md", "elsewhere"],
      }),
      "agent/skills/both/SKILL.md": skill("both", "Of the user"),
      "agent/skills/off/SKILL.md": skill("off"),
      "agent/skills/old-one/SKILL.md": skill("old-one"),
      "agent/skills/old-kept/SKILL.md": skill("old-kept"),
      "agent/more/named/SKILL.md": skill("named"),
      "agent/prompts/both.md": "Of the user",
      "agent/prompts/off.md": "Off",
      "agent/elsewhere/e.md": "Elsewhere",
      ".agents/skills/ours/SKILL.md": skill("ours"),
      ".agents/skills/both/SKILL.md": skill("both", "Shared by the user's agents"),
      "repository/.git/HEAD": "",
      "repository/.agents/skills/shared/SKILL.md": skill("shared"),
      "repository/.agents/skills/flat.md": skill("flat"),
      "repository/work/.pi/settings.json": JSON.stringify({
        skills: ["../kept", "k*", "skills/*"],
      }),
      "repository/work/kept/kept/SKILL.md": skill("kept"),
      "repository/work/kept/other/SKILL.md": skill("other"),
      "repository/work/.pi/skills/both/SKILL.md": skill("both", "Of the project"),
      "repository/work/.pi/prompts/both.md": "Of the project",
      "repository/work/.agents/skills/near/SKILL.md": skill("near"),
      "given/SKILL.md": skill("given"),
      "later/SKILL.md": skill("later"),
    });
    vi.stubEnv("HOME", folder.path);
    try {
      const cwd = folder.at("repository/work");
      const agentDir = folder.at("agent");
      const settingsManager = pi.SettingsManager.create(cwd, agentDir);
      const additionalSkillPaths = [folder.at("given"), folder.at("nowhere")];
      const options = { cwd, agentDir, settingsManager, additionalSkillPaths };
      const loader = new pi.DefaultResourceLoader(options);
      await loader.reload();
      const found = [loader.getSkills(), loader.getPrompts()];
      const metadata = { source: "x", scope: "temporary", origin: "top-level" } as const;
      loader.extendResources({ skillPaths: [{ path: folder.at("later"), metadata }] });
      const { sourceInfo } = loader.getSkills().skills.at(-1) ?? {};
      return without(folder.path, [found, sourceInfo]);
    } finally {
      vi.unstubAllEnvs();
    }
  },
);

test("the list of skills for a prompt has what a model needs to open one, escaped", () => {
  const sourceInfo = coding.createSyntheticSourceInfo("x", { source: "local" });
  const one = { filePath: "/s/a & b/SKILL.md", baseDir: "/s/a & b", sourceInfo };
  const skills = [
    { ...one, name: "a", description: "<b>", disableModelInvocation: false },
    { ...one, name: "only-people", description: "c", disableModelInvocation: true },
  ];
  const text = coding.formatSkillsForPrompt(skills);
  expect(text).toContain("<available_skills>");
  expect(text).toContain("<name>a</name>");
  expect(text).toContain("<description>&lt;b&gt;</description>");
  expect(text).toContain("<location>/s/a &amp; b/SKILL.md</location>");
  expect(text).not.toContain("only-people");
  expect(coding.formatSkillsForPrompt([])).toBe("");
});

test("what Pi would load as an extension is named, with what to do", async () => {
  using folder = workspace({
    "work/.pi/extensions/x.ts": "",
    "work/.pi/settings.json": '{"packages":["npm:a-package"]}',
  });
  const loader = new coding.DefaultResourceLoader({
    cwd: folder.at("work"),
    agentDir: folder.at("agent"),
    extensionFactories: [() => {}],
  });
  await loader.reload();
  const { errors } = loader.getExtensions();
  expect(errors.map(({ path }) => path)).toEqual([
    folder.at("work/.pi/extensions/x.ts"),
    "npm:a-package",
    "<inline:1>",
  ]);
  expect(errors[0]?.error).toContain("customTools");
});

test("a template that a project changed is read anew", async () => {
  using folder = workspace({ "work/.pi/prompts/p.md": "old" });
  const loader = new coding.DefaultResourceLoader({
    cwd: folder.at("work"),
    agentDir: folder.at("agent"),
  });
  await loader.reload();
  writeFileSync(folder.at("work/.pi/prompts/p.md"), "new");
  await loader.reload();
  expect(loader.getPrompts().prompts[0]?.content).toBe("new");
});

test("a handler of an event bus that fails keeps the event from nobody", async () => {
  const bus = coding.createEventBus();
  const heard: unknown[] = [];
  const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
  bus.on("news", () => {
    throw new Error("no");
  });
  const off = bus.on("news", (data) => heard.push(data));
  bus.emit("news", 1);
  off();
  bus.emit("news", 2);
  expect(heard).toEqual([1]);
  expect((await warned).message).toContain('channel "news" failed: no');
});
