import { execFileSync } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { discoverSkills } from "./discover-skills.ts";

const skill = (fields: string, body = "Do it.") => `---\n${fields}\n---\n\n${body}\n`;
const plain = (name: string) => skill(`name: ${name}\ndescription: About ${name}.`);

const codes = ({ problems }: Awaited<ReturnType<typeof discoverSkills>>) =>
  problems.map(({ severity, code }) => `${severity} ${code}`);

describe("the format", () => {
  test("is front matter with a name, a description, tools and a switch, in SKILL.md or a flat file", async () => {
    await using env = await diskEnv({
      "s/web-search.md": skill(
        "name: web-search\ndescription: Search the web for information\ntools: [web_search]",
      ),
      "s/mail/SKILL.md": `\ufeff${skill("name: mail\ndescription: >\n  Write mail:\n  short ones.\ntools: read_file, bash\ndisable-model-invocation: true\nlicense: MIT\nmetadata: {a: 1}").replaceAll("\n", "\r\n")}`,
    });
    const found = await discoverSkills(env, ["s"]);
    expect(found.problems).toEqual([]);
    expect(found.skills).toEqual([
      {
        name: "mail",
        description: "Write mail: short ones.",
        location: `${env.cwd}/s/mail/SKILL.md`,
        tools: ["read_file", "bash"],
        disableModelInvocation: true,
      },
      {
        name: "web-search",
        description: "Search the web for information",
        location: `${env.cwd}/s/web-search.md`,
        tools: ["web_search"],
        disableModelInvocation: false,
      },
    ]);
  });

  test.each<[string, string, string[], boolean]>([
    ["no front matter", "Just text.", ["error missing_description"], false],
    ["no description", skill("name: s"), ["error missing_description"], false],
    [
      "a blank description",
      skill("name: s\ndescription: ' '"),
      ["error missing_description"],
      false,
    ],
    [
      "a list as description",
      skill("name: s\ndescription: [a]"),
      ["error missing_description"],
      false,
    ],
    [
      "a long description",
      skill(`name: s\ndescription: ${"x".repeat(1025)}`),
      ["warning invalid_description"],
      true,
    ],
    ["no name", skill("description: d"), [], true],
    ["a name with a space", skill("name: a b\ndescription: d"), ["error invalid_name"], false],
    ["a name that is a path", skill("name: ../s\ndescription: d"), ["error invalid_name"], false],
    [
      "a name of 65 characters",
      skill(`name: ${"x".repeat(65)}\ndescription: d`),
      ["error invalid_name"],
      false,
    ],
    ["a number as name", skill("name: 7\ndescription: d"), ["error invalid_name"], false],
    [
      "capitals and underscores",
      skill("name: My_Skill\ndescription: d"),
      ["warning invalid_name", "warning name_mismatch"],
      true,
    ],
    [
      "another name than its folder",
      skill("name: other\ndescription: d"),
      ["warning name_mismatch"],
      true,
    ],
    [
      "tools that are no names",
      skill("name: s\ndescription: d\ntools: [a, 3]"),
      ["error invalid_tools"],
      false,
    ],
    [
      "tools that are a mapping",
      skill("name: s\ndescription: d\ntools: {a: b}"),
      ["error invalid_tools"],
      false,
    ],
    [
      "a switch that is a word",
      skill("name: s\ndescription: d\ndisable-model-invocation: nope"),
      ["warning invalid_field"],
      true,
    ],
    ["broken YAML", skill("name: [\ndescription: d"), ["error invalid_front_matter"], false],
    [
      "the same key twice",
      skill("name: s\nname: t\ndescription: d"),
      ["error invalid_front_matter"],
      false,
    ],
    ["a list as front matter", skill("- a"), ["error invalid_front_matter"], false],
    [
      "an alias that is not there",
      skill("name: *s\ndescription: d"),
      ["error invalid_front_matter"],
      false,
    ],
    [
      "nesting without end",
      skill(`name: ${"[".repeat(30_000)}`),
      ["error invalid_front_matter"],
      false,
    ],
    [
      "a front matter without end",
      skill(`name: s\ndescription: d\nmore: ${"x".repeat(32 * 1024)}`),
      ["error invalid_front_matter"],
      false,
    ],
    [
      "front matter that is not closed",
      "---\nname: s\ndescription: d\n",
      ["error missing_description"],
      false,
    ],
  ])("with %s is held against the rules", async (_, text, expected, isLoaded) => {
    await using env = await diskEnv({ "skills/s/SKILL.md": text });
    const found = await discoverSkills(env, ["skills"]);
    expect(codes(found)).toEqual(expected);
    expect(found.skills).toHaveLength(isLoaded ? 1 : 0);
  });

  test("takes a switch that cannot be read as set, so that nothing is offered that should not be", async () => {
    await using env = await diskEnv({
      "s.md": skill("description: d\ndisable-model-invocation: 'yes'"),
    });
    const { skills } = await discoverSkills(env, ["s.md"]);
    expect(skills).toMatchObject([{ name: "s", disableModelInvocation: true }]);
  });
});

describe("discovery", () => {
  test("goes into folders until a SKILL.md, and takes flat files only at the top", async () => {
    await using env = await diskEnv({
      "s/group/deep/one/SKILL.md": plain("one"),
      "s/group/deep/one/references/two/SKILL.md": plain("two"),
      "s/group/notes.md": plain("notes"),
      "s/node_modules/three/SKILL.md": plain("three"),
      "s/.git/four/SKILL.md": plain("four"),
      "s/1/2/3/4/5/six/SKILL.md": plain("six"),
      "s/five.md": plain("five"),
    });
    const found = await discoverSkills(env, ["s", "not-there"]);
    expect(found.skills.map(({ name }) => name)).toEqual(["five", "one"]);
    expect(found.problems).toEqual([]);
  });

  test("keeps the first of two skills with one name, and says which it left out", async () => {
    await using env = await diskEnv({
      "project/mail/SKILL.md": plain("mail"),
      "user/mail.md": skill("name: mail\ndescription: the other"),
    });
    const found = await discoverSkills(env, ["project", "user"]);
    expect(found.skills).toMatchObject([{ location: `${env.cwd}/project/mail/SKILL.md` }]);
    expect(found.problems).toMatchObject([
      { code: "duplicate", severity: "error", path: `${env.cwd}/user/mail.md` },
    ]);
    expect(found.problems[0]?.message).toContain(`${env.cwd}/project/mail/SKILL.md`);
    const reversed = await discoverSkills(env, ["user", "project"]);
    expect(reversed.skills).toMatchObject([{ location: `${env.cwd}/user/mail.md` }]);
  });

  test("follows links inside a folder, once, and reports those that lead outside", async () => {
    await using env = await diskEnv({
      "s/real/SKILL.md": plain("real"),
      "outside/evil/SKILL.md": plain("evil"),
      "outside/flat.md": plain("flat"),
      "outside/SKILL.md": plain("top"),
    });
    await symlink("real", join(env.cwd, "s/again"));
    await symlink("..", join(env.cwd, "s/up"));
    await symlink(".", join(env.cwd, "s/loop"));
    await symlink("../outside/flat.md", join(env.cwd, "s/flat.md"));
    await symlink("../outside/evil", join(env.cwd, "s/evil"));
    await mkdir(join(env.cwd, "s/masked"));
    await symlink("../../outside/SKILL.md", join(env.cwd, "s/masked/SKILL.md"));
    const found = await discoverSkills(env, ["s", "s/real"]);
    expect(found.skills.map(({ name }) => name)).toEqual(["real"]);
    expect(codes(found)).toEqual(Array(4).fill("error outside_folder"));
    const paths = found.problems.map(({ path }) => path?.slice(env.cwd.length + 1));
    expect(paths.sort()).toEqual(["s/evil", "s/flat.md", "s/masked/SKILL.md", "s/up"]);
  });

  test("does not wait for a pipe that is called SKILL.md", async () => {
    await using env = await diskEnv({ "s/other.md": plain("other") });
    await mkdir(join(env.cwd, "s/pipe"));
    execFileSync("mkfifo", [join(env.cwd, "s/pipe/SKILL.md")]);
    const found = await discoverSkills(env, ["s"]);
    expect(codes(found)).toEqual(["error not_a_file"]);
    expect(found.skills).toHaveLength(1);
  });

  test("gives up on a folder that was not meant to hold skills", async () => {
    await using env = await diskEnv();
    const path = { kind: "directory" as const, size: 0, modifiedAt: 0, mode: 0o755 };
    const endless = {
      ...env,
      stat: async (realPath: string) => ({ ok: true as const, value: { ...path, realPath } }),
      list: async () => ({
        ok: true as const,
        value: Array.from({ length: 100 }, (_, i) => ({ name: `d${i}`, kind: path.kind })),
      }),
    };
    expect(codes(await discoverSkills(endless, ["/"]))).toEqual(["error too_many_folders"]);
  });

  test("ends when it is aborted", async () => {
    await using env = await diskEnv({ "s/a.md": plain("a") });
    const signal = AbortSignal.abort(new Error("no more"));
    await expect(discoverSkills(env, ["s"], { signal })).rejects.toThrow("no more");
  });
});
