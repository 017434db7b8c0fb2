// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates under test are written so
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { expandTemplateCommand } from "./expand-template-command.ts";
import { loadPromptTemplates } from "./load-prompt-templates.ts";
import { resolveSessionTemplates } from "./resolve-session-templates.ts";

test("reads the templates of the folders, the first of a name wins", async () => {
  await using env = await diskEnv({
    "mine/review.md":
      "---\ndescription: >\n  Review\n  a file\nargument-hint: <file> [focus]\n---\n\nReview $1, mind ${2:-everything}.\n",
    "shared/review.md": "the shared one",
    "shared/plain.md": "\nSay it plainly:\r\n$@",
    "shared/deep/er.md": "not read",
    "shared/notes.txt": "not read",
  });
  const { templates, problems } = await loadPromptTemplates(env, ["mine", "none", "shared"]);
  expect(templates).toEqual([
    {
      name: "review",
      description: "Review a file",
      argumentHint: "<file> [focus]",
      body: "Review $1, mind ${2:-everything}.",
      location: `${env.cwd}/mine/review.md`,
    },
    {
      name: "plain",
      description: "Say it plainly:",
      body: "Say it plainly:\n$@",
      location: `${env.cwd}/shared/plain.md`,
    },
  ]);
  expect(problems).toMatchObject([
    { code: "duplicate", severity: "error", path: `${env.cwd}/shared/review.md` },
  ]);
});

test("reports what cannot be a template, and reads nothing outside its folder", async () => {
  await using env = await diskEnv({
    "p/two words.md": "x",
    "p/broken.md": "---\ndescription: [\n---\nx",
    secret: "password",
  });
  await symlink(join(env.cwd, "secret"), join(env.cwd, "p/link.md"));
  const { templates, problems } = await loadPromptTemplates(env, ["p"]);
  expect(templates).toEqual([]);
  expect(problems.map(({ code }) => code)).toEqual([
    "invalid_front_matter",
    "outside_folder",
    "invalid_name",
  ]);
});

test("a command stands for its template, every other text for itself", async () => {
  await using env = await diskEnv({ "p/fix.md": "Fix $1 because ${@:2}." });
  const { templates } = await loadPromptTemplates(env, ["p"]);
  const expand = (text: string) => expandTemplateCommand(text, templates);
  expect(expand('/fix "a b.ts" it is wrong')).toBe("Fix a b.ts because it is wrong.");
  expect(expand("/fix\n$2 x")).toBe("Fix $2 because x.");
  for (const text of ["/other a", "/usr/bin/fix", "please /fix a", "fix", "/", ""]) {
    expect(expand(text)).toBe(text);
  }
});

test("system prompt, tool descriptions and context of a session are filled once", () => {
  const tools = [{ name: "read", description: "Reads below ${folder} for $5.", effect: "read" }];
  const session = resolveSessionTemplates(
    {
      systemPrompt: "You serve ${user}. ${unknown}",
      tools,
      contextFiles: [{ path: "notes", content: "See ${folder}." }],
    },
    { parameters: { folder: "/w", user: "${folder}" } },
  );
  expect(session).toEqual({
    systemPrompt: "You serve ${folder}. ${unknown}",
    tools: [{ name: "read", description: "Reads below /w for $5.", effect: "read" }],
    contextFiles: [{ path: "notes", content: "See /w." }],
  });
  expect(tools[0]?.description).toBe("Reads below ${folder} for $5.");
});
