import {
  type AgentContext,
  type ArgentRuntimeOptions,
  enforceSkillTools,
  type Skill,
  type ToolCallContext,
} from "@argent/agent";
import { isRecord } from "../is-record.ts";
import type {
  AfterToolCall,
  BeforeToolCall,
  BeforeToolCallContext,
} from "../pi-agent-core/types.ts";

/** Our hooks around a tool call in Pi's loop. They see our context, not Pi's, which differs between its versions. */
export function piHooks(
  { beforeToolCall, afterToolCall }: Pick<ArgentRuntimeOptions, "beforeToolCall" | "afterToolCall">,
  skills: readonly Skill[],
  context: () => AgentContext,
  signal: AbortSignal,
): { beforeToolCall: BeforeToolCall; afterToolCall: AfterToolCall } {
  const bySkill = enforceSkillTools(skills);
  const own = ({ assistantMessage, toolCall, args }: BeforeToolCallContext): ToolCallContext => ({
    assistantMessage,
    toolCall,
    args,
    context: context(),
    signal,
  });
  return {
    async beforeToolCall(call) {
      const seen = own(call);
      const decision = (await bySkill(seen, signal)) ?? (await beforeToolCall?.(seen, signal));
      if (decision?.args !== undefined) replaceFields(call.args, decision.args);
      return decision && { block: decision.block, reason: decision.reason };
    },
    async afterToolCall(call) {
      const { result, isError } = call;
      return await afterToolCall?.({ ...own(call), result, isError }, signal);
    },
  };
}

/** In Pi a hook changes arguments by changing the object. */
function replaceFields(target: unknown, values: unknown): void {
  if (!isRecord(target) || !isRecord(values)) return;
  for (const name of Object.keys(target)) Reflect.deleteProperty(target, name);
  Object.assign(target, values);
}
