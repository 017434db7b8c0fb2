import { cutText, escapeXml, oneLine } from "../prompt/prompt-text.ts";
import {
  maxDescriptionChars,
  missingTools,
  readToolNames,
  type Skill,
  skillToolName,
} from "./skill.ts";

/** UTF-16 units of the list after which skills are listed without their descriptions. */
const maxListChars = 18_000;

/**
 * The skills that the model may invoke, for the system prompt, in the order of their names. Empty when there are none
 * or the model has no tool to load one with.
 */
export function formatSkillList(skills: readonly Skill[], toolNames: readonly string[]): string {
  const how = wayToLoad(toolNames);
  const listed = skills
    .filter((skill) => !skill.disableModelInvocation && missingTools(skill, toolNames).length === 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (how === undefined || listed.length === 0) return "";
  let room = maxListChars;
  const items = listed.map((skill) => {
    const full = formatItem(skill, true);
    const item = full.length <= room ? full : formatItem(skill, false);
    room -= item.length;
    return item;
  });
  return `A skill holds the instructions for one kind of task. When a description below fits the task, load that one skill before you begin, ${how}, and follow its instructions. When none fits, load none.

<available_skills>
${items.join("\n")}
</available_skills>`;
}

function wayToLoad(toolNames: readonly string[]): string | undefined {
  if (toolNames.includes(skillToolName)) return `with the tool \`${skillToolName}\` and its name`;
  const reader = readToolNames.find((name) => toolNames.includes(name));
  return reader && `by reading the file at its location with \`${reader}\``;
}

function formatItem({ name, description, location }: Skill, isDescribed: boolean): string {
  const fields = [`    <name>${escapeXml(name)}</name>`];
  if (isDescribed) {
    const text = escapeXml(cutText(oneLine(description), maxDescriptionChars));
    fields.push(`    <description>${text}</description>`);
  }
  fields.push(`    <location>${escapeXml(oneLine(location))}</location>`);
  return `  <skill>\n${fields.join("\n")}\n  </skill>`;
}
