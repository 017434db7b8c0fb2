import { readFileSync } from "node:fs";
import { stripFrontmatter } from "./frontmatter.ts";
import type { Skill } from "./skill.ts";

/** A skill that a message invokes, as it stands in the transcript. */
export interface ParsedSkillBlock {
  name: string;
  location: string;
  content: string;
  /** What the user wrote besides. */
  userMessage: string | undefined;
}

/** Reads a message that begins with a skill; `null` for every other. */
export function parseSkillBlock(text: string): ParsedSkillBlock | null {
  const found =
    /^<skill name="([^"]+)" location="([^"]+)">\n([\s\S]*?)\n<\/skill>(?:\n\n([\s\S]+))?$/.exec(
      text,
    );
  const [, name, location, content, rest] = found ?? [];
  if (name === undefined || location === undefined || content === undefined) return null;
  return { name, location, content, userMessage: rest?.trim() || undefined };
}

/**
 * What `/skill:name arguments` stands for. A text that names no skill is returned as it is.
 *
 * @throws Error when the skill's file cannot be read.
 */
export function expandSkillCommand(text: string, skills: readonly Skill[]): string {
  const command = /^\/skill:([^\s]+)(?:\s+([\s\S]*))?$/.exec(text);
  const skill = skills.find(({ name }) => name === command?.[1]);
  if (command === null || skill === undefined) return text;
  const { name, filePath, baseDir } = skill;
  const body = stripFrontmatter(readFileSync(filePath, "utf8")).trim();
  const block = `<skill name="${name}" location="${filePath}">\nReferences are relative to ${baseDir}.\n\n${body}\n</skill>`;
  const rest = command[2]?.trim();
  return rest ? `${block}\n\n${rest}` : block;
}
