import { type ExecutionEnv, ok, type Result } from "../env/execution-env.ts";
import { readCommand } from "../prompt/command-name.ts";
import type { PromptProblem } from "../prompt/prompt-problem.ts";
import { formatSkillInvocation } from "./format-skill-invocation.ts";
import { type LoadSkillOptions, loadSkill } from "./load-skill.ts";
import type { Skill } from "./skill.ts";

/** What `/skill:name arguments` stands for. A text that is no such command is returned as it is. */
export async function expandSkillCommand(
  text: string,
  skills: readonly Skill[],
  env: ExecutionEnv,
  options: LoadSkillOptions = {},
): Promise<Result<string, PromptProblem>> {
  const command = readCommand(text);
  if (command === undefined || !command.name.startsWith("skill:")) return ok(text);
  const name = command.name.slice("skill:".length);
  const loaded = await loadSkill(name, skills, env, options);
  return loaded.ok ? ok(formatSkillInvocation(loaded.value, command.rest)) : loaded;
}
