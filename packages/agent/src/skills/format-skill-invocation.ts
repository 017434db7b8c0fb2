import { dirname } from "node:path";
import { escapeXml, oneLine } from "../prompt/prompt-text.ts";
import type { LoadedSkill } from "./skill.ts";

/** A skill as the model reads it, in the block that Pi's sessions use too: its instructions, then what it is asked to do. */
export function formatSkillInvocation(
  { name, location, body }: LoadedSkill,
  argumentText = "",
): string {
  const path = oneLine(location);
  // The body is Markdown and stays as it is, but for the one tag that would end the block.
  const block = `<skill name="${escapeXml(name)}" location="${escapeXml(path)}">
Paths in it are relative to ${oneLine(dirname(path))}.

${body.replaceAll(/<(?=\/skill\s*>)/gi, "&lt;")}
</skill>`;
  const rest = argumentText.trim();
  return rest === "" ? block : `${block}\n\n${rest}`;
}

/** The name of the skill that a message invokes. */
export function invokedSkill(text: string): string | undefined {
  return /^<skill name="([^"]+)" location="/.exec(text)?.[1];
}
