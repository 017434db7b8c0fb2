import type { ExecutionEnv } from "../env/execution-env.ts";
import type { AgentTool } from "../tool.ts";
import { formatSkillInvocation } from "./format-skill-invocation.ts";
import { type LoadSkillOptions, loadSkill } from "./load-skill.ts";
import { type Skill, skillToolName } from "./skill.ts";

const parameters = {
  type: "object",
  properties: {
    name: { type: "string", description: "Name of the skill, as the list of skills has it" },
    arguments: { type: "string", description: "What to do with it, in your own words" },
  },
  required: ["name"],
} as const;

/** Which skill a call loaded. `enforceSkillTools` holds what follows to its `tools`. */
export interface SkillDetails {
  name: string;
  location: string;
  /** The only tools that its instructions use. Absent: any. */
  tools?: readonly string[] | undefined;
}

/** The tool with which the model loads a skill. Skills that only people invoke do not exist for it. */
export function createSkillTool(
  skills: readonly Skill[],
  env: ExecutionEnv,
  { toolNames }: Pick<LoadSkillOptions, "toolNames"> = {},
): AgentTool<typeof parameters, SkillDetails> {
  const offered = skills.filter((skill) => !skill.disableModelInvocation);
  return {
    name: skillToolName,
    label: "Load skill",
    description:
      "Load the instructions of a skill. Call it before you begin a task that the description of a skill fits, then follow what it says.",
    parameters,
    effect: "read",
    async execute(_toolCallId, { name, arguments: argumentText }, signal) {
      const loaded = await loadSkill(name, offered, env, { toolNames, signal });
      if (!loaded.ok) {
        return { content: [{ type: "text", text: loaded.error.message }], isError: true };
      }
      const { location, tools } = loaded.value;
      return {
        content: [{ type: "text", text: formatSkillInvocation(loaded.value, argumentText) }],
        details: { name, location, ...(tools && { tools }) },
      };
    },
  };
}
