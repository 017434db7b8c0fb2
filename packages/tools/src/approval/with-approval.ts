import type { AgentTool } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { locatePath } from "../locate-path.ts";
import { realTarget } from "../real-target.ts";
import { ToolError } from "../tool-error.ts";
import type { Approval, ApprovalRequest } from "./approval.ts";

/**
 * A tool that runs only when its call is approved, judged by the arguments that it runs with.
 *
 * @param agent What the sub-agent that calls it is doing, for the person who is asked.
 */
export function withApproval(
  tool: AgentTool,
  approval: Approval,
  env: ExecutionEnv,
  agent?: string,
): AgentTool {
  return {
    ...tool,
    async execute(toolCallId, params, signal, onUpdate) {
      const request: ApprovalRequest = {
        toolCallId,
        tool: tool.name,
        effect: tool.effect ?? "external",
        args: params,
        path: await pathOf(tool, params, env, signal),
        command: textOf(params, "command"),
        isolation: env.isolation,
        ...(agent !== undefined && { agent }),
      };
      const { allow, reason } = await approval.decide(request, signal);
      if (allow) return tool.execute(toolCallId, params, signal, onUpdate);
      const words = reason === undefined ? "" : `: ${reason}`;
      throw new ToolError("denied", `The call of ${tool.name} was not allowed${words}.`);
    },
  };
}

/** The path that the tool will use. */
async function pathOf(
  tool: AgentTool,
  params: unknown,
  env: ExecutionEnv,
  signal: AbortSignal | undefined,
) {
  const given = textOf(params, "path") ?? (worksInFolder(tool) ? env.cwd : undefined);
  if (given === undefined) return undefined;
  // The tool itself will refuse what leads outside.
  const { path } = await locatePath(env, given, signal);
  return (await realTarget(env, path, signal)) ?? given;
}

/** A tool that reads and may be told a path works in the working folder when it is told none. */
function worksInFolder({ effect, parameters: { properties } }: AgentTool): boolean {
  if (effect !== "read" || typeof properties !== "object" || properties === null) return false;
  return "path" in properties;
}

function textOf(params: unknown, name: string): string | undefined {
  if (typeof params !== "object" || params === null || !(name in params)) return undefined;
  const value: unknown = Reflect.get(params, name);
  return typeof value === "string" ? value : undefined;
}
