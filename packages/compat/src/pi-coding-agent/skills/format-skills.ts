import type { Skill } from "./skill.ts";

/** The skills that the model may invoke, for a system prompt; empty when there are none. */
export function formatSkillsForPrompt(skills: Skill[]): string {
  const listed = skills.filter(({ disableModelInvocation }) => !disableModelInvocation);
  if (listed.length === 0) return "";
  const items = listed.map(
    ({ name, description, filePath }) => `  <skill>
    <name>${escapeXml(name)}</name>
    <description>${escapeXml(description)}</description>
    <location>${escapeXml(filePath)}</location>
  </skill>`,
  );
  return `

A skill holds the instructions for one kind of task. When a description below fits the task, read the file at its location with the read tool before you begin.
Relative paths in a skill are relative to the folder of its file; use absolute paths in tool calls.

<available_skills>
${items.join("\n")}
</available_skills>`;
}

function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&apos;",
  };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
