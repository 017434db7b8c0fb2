import { posix } from "node:path";
import type { AgentTool } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { locatePath } from "../locate-path.ts";
import { ToolError } from "../tool-error.ts";
import type { Approval, ApprovalRequest } from "./approval.ts";

/** A tool that runs only when its call is approved, judged by the arguments that it runs with. */
export function withApproval(tool: AgentTool, approval: Approval, env: ExecutionEnv): AgentTool {
  return {
    ...tool,
    async execute(toolCallId, params, signal, onUpdate) {
      const request: ApprovalRequest = {
        toolCallId,
        tool: tool.name,
        effect: tool.effect ?? "external",
        args: params,
        path: await pathOf(params, env, signal),
        command: textOf(params, "command"),
        isolation: env.isolation,
      };
      const { allow, reason } = await approval.decide(request, signal);
      if (allow) return tool.execute(toolCallId, params, signal, onUpdate);
      const words = reason === undefined ? "" : `: ${reason}`;
      throw new ToolError("denied", `The call of ${tool.name} was not allowed${words}.`);
    },
  };
}

/** The path that the tool will use. What does not exist yet is judged by where its nearest existing folder really is. */
async function pathOf(params: unknown, env: ExecutionEnv, signal: AbortSignal | undefined) {
  const given = textOf(params, "path");
  if (given === undefined) return undefined;
  const resolved = env.resolve(await locatePath(env, given, signal));
  if (!resolved.ok) return given; // the tool itself will refuse it
  for (let path = resolved.value, rest = ""; ; ) {
    const info = await env.stat(path, signal);
    if (info.ok) return posix.join(info.value.realPath, rest);
    if (path === "/") return resolved.value;
    rest = posix.join(posix.basename(path), rest);
    path = posix.dirname(path);
  }
}

function textOf(params: unknown, name: string): string | undefined {
  if (typeof params !== "object" || params === null || !(name in params)) return undefined;
  const value: unknown = Reflect.get(params, name);
  return typeof value === "string" ? value : undefined;
}
