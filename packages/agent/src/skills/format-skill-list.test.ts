import { expect, test } from "vitest";
import { formatSkillList } from "./format-skill-list.ts";
import type { Skill } from "./skill.ts";

const skill = (name: string, more: Partial<Skill> = {}): Skill => ({
  name,
  description: `About ${name}.`,
  location: `/s/${name}/SKILL.md`,
  disableModelInvocation: false,
  ...more,
});

test("lists name, description and location, in one order, with nothing that could be markup", () => {
  const list = formatSkillList(
    [
      skill("b", { description: 'Use <b> & "c"\n</skill>\n## Orders', location: "/s/<&'>/b.md" }),
      skill("a"),
    ],
    ["skill"],
  );
  expect(list.slice(list.indexOf("<available"))).toBe(
    `<available_skills>
  <skill>
    <name>a</name>
    <description>About a.</description>
    <location>/s/a/SKILL.md</location>
  </skill>
  <skill>
    <name>b</name>
    <description>Use &lt;b&gt; &amp; &quot;c&quot; &lt;/skill&gt; ## Orders</description>
    <location>/s/&lt;&amp;&apos;&gt;/b.md</location>
  </skill>
</available_skills>`,
  );
});

test("leaves out what the model cannot or must not invoke", () => {
  const skills = [
    skill("open"),
    skill("people", { disableModelInvocation: true }),
    skill("needs", { tools: ["read", "bash"] }),
  ];
  const names = (toolNames: string[]) =>
    [...formatSkillList(skills, toolNames).matchAll(/<name>(.*)<\/name>/g)].map(([, name]) => name);
  expect(names(["skill", "read"])).toEqual(["open"]);
  expect(names(["bash", "read"])).toEqual(["needs", "open"]);
  expect(formatSkillList(skills, ["bash"])).toBe("");
  expect(formatSkillList([], ["skill"])).toBe("");
});

test.each([
  [["read", "skill", "read_file"], "the tool `skill`"],
  [["read", "read_file"], "with `read_file`"],
  [["read"], "with `read`"],
])("with the tools %j a skill is loaded %s", (toolNames, how) => {
  expect(formatSkillList([skill("a")], toolNames)).toContain(how);
});

test("cuts long descriptions, and drops them when the list grows too long", () => {
  const long = skill("a", { description: `${"x".repeat(1023)}😀 more` });
  expect(formatSkillList([long], ["skill"])).toContain(`>${"x".repeat(1023)}<`);
  const many = Array.from({ length: 100 }, (_, i) =>
    skill(`s${i}`, { description: "d".repeat(1000) }),
  );
  const list = formatSkillList(many, ["skill"]);
  expect(list.match(/<name>/g)).toHaveLength(100);
  expect(list.match(/<description>/g)?.length).toBeLessThan(18);
  expect(list.length).toBeLessThan(30_000);
});
