import type { ExecutionEnv } from "@argent/agent/env";
import { realTarget } from "../real-target.ts";
import { type Approval, compareDecisions } from "./approval.ts";

/**
 * For a tool that reads files below the folder that its call names, which is all that was approved: whether a file may be
 * shown, which it may when the approval is not stricter about it than about the folder.
 */
export function mayShow(approval: Approval, env: ExecutionEnv, tool: string) {
  const decisionOn = async (given: string, signal: AbortSignal | undefined) => {
    const path = (await realTarget(env, given, signal)) ?? given;
    const request = { toolCallId: "", tool, effect: "read", args: { path }, path } as const;
    return (await approval.explain({ ...request, isolation: env.isolation })).decision;
  };
  return async (file: string, folder: string, signal?: AbortSignal): Promise<boolean> =>
    compareDecisions(await decisionOn(file, signal), await decisionOn(folder, signal)) <= 0;
}
