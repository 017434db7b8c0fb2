import type { ExecutionEnv } from "../env/execution-env.ts";
import { duplicateOf, type PromptProblem } from "../prompt/prompt-problem.ts";
import { findSkillFiles } from "./find-skill-files.ts";
import { readSkill } from "./read-skill.ts";
import type { Skill } from "./skill.ts";

/**
 * Finds the skills in folders, which come in the order of precedence: of two skills with one name the first is kept.
 * A folder that does not exist is empty; a single `.md` file stands for itself. Skills are instructions: name only
 * folders whose authors you trust.
 */
export async function discoverSkills(
  env: ExecutionEnv,
  folders: readonly string[],
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<{ skills: Skill[]; problems: PromptProblem[] }> {
  const skills = new Map<string, Skill>();
  const locations = new Set<string>();
  const problems: PromptProblem[] = [];
  for (const folder of folders) {
    const files = await findSkillFiles(env, folder, signal);
    problems.push(...files.problems);
    for (const path of files.paths) {
      const read = await readSkill(env, path, { within: files.root, signal });
      const { skill } = read;
      // The same file, found again through another folder or a link, is no second skill.
      if (skill !== undefined && locations.has(skill.location)) continue;
      problems.push(...read.problems);
      if (skill === undefined) continue;
      locations.add(skill.location);
      const kept = skills.get(skill.name);
      if (kept === undefined) skills.set(skill.name, skill);
      else problems.push(duplicateOf(kept, skill.location));
    }
  }
  return { skills: [...skills.values()], problems };
}
