import { dirname } from "node:path";
import { type ExecutionEnv, failed, ok, type Result } from "../env/execution-env.ts";
import { splitFrontMatter } from "../prompt/front-matter.ts";
import type { PromptProblem } from "../prompt/prompt-problem.ts";
import { readTextFile } from "../prompt/read-text-file.ts";
import { type LoadedSkill, missingTools, type Skill } from "./skill.ts";

/** What the skill has to get along with. */
export interface LoadSkillOptions {
  /** The tools that the model has; a skill that needs others is refused. Default: not checked. */
  toolNames?: readonly string[] | undefined;
  /** Ends the reading of the file. */
  signal?: AbortSignal | undefined;
}

/** Finds a skill by its name and reads its instructions. */
export async function loadSkill(
  name: string,
  skills: readonly Skill[],
  env: ExecutionEnv,
  { toolNames, signal }: LoadSkillOptions = {},
): Promise<Result<LoadedSkill, PromptProblem>> {
  const skill = skills.find((candidate) => candidate.name === name);
  if (skill === undefined) return failed(unknownSkill(name, skills));
  const missing = toolNames === undefined ? [] : missingTools(skill, toolNames);
  if (missing.length > 0) return failed(needsTools(skill, missing));
  const within = dirname(skill.location);
  const read = await readTextFile(env, skill.location, { within, signal });
  if (!read.ok) return read;
  return ok({ ...skill, body: splitFrontMatter(read.value.text).body.trim() });
}

function unknownSkill(name: string, skills: readonly Skill[]): PromptProblem {
  const names = skills.map((skill) => skill.name).sort();
  const known = names.length === 0 ? "There are none." : `There are ${names.join(", ")}.`;
  const message = `There is no skill called ${JSON.stringify(name)}. ${known}`;
  return { code: "unknown_skill", severity: "error", message };
}

function needsTools({ name, location }: Skill, missing: readonly string[]): PromptProblem {
  const message = `The skill "${name}" needs tools that are not there: ${missing.join(", ")}. Do the task without the skill, or turn the tools on.`;
  return { code: "missing_tools", severity: "error", message, path: location };
}
