/** A skill as it is found: what a prompt lists. Its instructions are read when they are needed; see `loadSkill`. */
export interface Skill {
  readonly name: string;
  /** What it does and when to use it. */
  readonly description: string;
  /** Its file, with every symbolic link resolved. */
  readonly location: string;
  /** The only tools that its instructions use: offered when all of them are there, confined to them while in force. */
  readonly tools?: readonly string[] | undefined;
  /** Only people invoke it, with `/skill:name`. */
  readonly disableModelInvocation: boolean;
}

/** A skill with its instructions. */
export interface LoadedSkill extends Skill {
  /** The instructions, Markdown. */
  readonly body: string;
}

/** The tool with which the model loads a skill; see `createSkillTool`. */
export const skillToolName = "skill";

/** Tools with which the model reads a file at `path`, and so a skill when it has no tool for that. */
export const readToolNames: readonly string[] = ["read_file", "read"];

/** Of a description, in UTF-16 units. */
export const maxDescriptionChars = 1024;

/** The tools that a skill needs and that are not there. */
export function missingTools(skill: Skill, toolNames: readonly string[]): string[] {
  return (skill.tools ?? []).filter((name) => !toolNames.includes(name));
}
