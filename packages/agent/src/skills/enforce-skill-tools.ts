import { type ToolCall, toolCallsOf, type UserMessage } from "@argent/ai";
import type { ExecutionEnv } from "../env/execution-env.ts";
import type { AgentMessage } from "../message.ts";
import type { BeforeToolCall } from "../tool.ts";
import { invokedSkill } from "./format-skill-invocation.ts";
import { readToolNames, type Skill, skillToolName } from "./skill.ts";

/**
 * A `beforeToolCall` that holds the model to the `tools` of the skills in force: those that were loaded since the last
 * message of the person, by `/skill:name` in it, by the `skill` tool or by reading the skill's file. Two of them allow the
 * tools of both; a skill without `tools` confines nothing. What is in force is read from the transcript, so it survives a
 * restart.
 *
 * @param env Where files are read, to know a skill's file by a relative path too.
 */
export function enforceSkillTools(
  skills: readonly Skill[],
  env?: Pick<ExecutionEnv, "resolve">,
): BeforeToolCall {
  const confined = skills.filter(({ tools }) => tools !== undefined);
  return ({ toolCall, context }) => {
    if (confined.length === 0 || toolCall.name === skillToolName) return undefined;
    const inForce = loadedSkills(context.messages, confined, env);
    if (inForce.length === 0) return undefined;
    const allowed = new Set(inForce.flatMap(({ tools = [] }) => tools));
    if (allowed.has(toolCall.name)) return undefined;
    return { block: true, reason: refusal(toolCall.name, inForce, allowed) };
  };
}

function loadedSkills(
  messages: readonly AgentMessage[],
  skills: readonly Skill[],
  env: Pick<ExecutionEnv, "resolve"> | undefined,
): Skill[] {
  const loaded = new Set<Skill | undefined>();
  const asked = new Map<string, Skill | undefined>();
  const since = Math.max(0, messages.findLastIndex(isUserMessage));
  for (const message of messages.slice(since)) {
    if (isUserMessage(message)) {
      const name = invokedSkill(textOf(message));
      loaded.add(skills.find((skill) => skill.name === name));
    } else if (message.role === "assistant") {
      for (const call of toolCallsOf(message)) asked.set(call.id, skillOf(call, skills, env));
    } else if (message.role === "toolResult" && !message.isError) {
      loaded.add(asked.get(message.toolCallId));
    }
  }
  return [...loaded].filter((skill) => skill !== undefined);
}

function skillOf(
  call: ToolCall,
  skills: readonly Skill[],
  env: Pick<ExecutionEnv, "resolve"> | undefined,
): Skill | undefined {
  const { name, path } = call.arguments;
  if (call.name === skillToolName) return skills.find((skill) => skill.name === name);
  if (!readToolNames.includes(call.name) || typeof path !== "string") return undefined;
  const resolved = env?.resolve(path);
  const read = resolved?.ok ? resolved.value : path;
  return skills.find(({ location }) => location === read);
}

function isUserMessage(message: AgentMessage): message is UserMessage {
  return message.role === "user";
}

function textOf({ content }: UserMessage): string {
  if (typeof content === "string") return content;
  return content.find((block) => block.type === "text")?.text ?? "";
}

function refusal(toolName: string, inForce: readonly Skill[], allowed: Set<string>): string {
  const names = inForce.map(({ name }) => name).join(" and ");
  const tools = allowed.size === 0 ? "no tools" : `only ${[...allowed].join(", ")}`;
  return `${toolName} was not executed: the instructions of ${names} are in force and allow ${tools}. Go on with these, or ask the person.`;
}
