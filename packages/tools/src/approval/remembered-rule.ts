import { escapeRegExp } from "../search/glob.ts";
import type { ApprovalRequest } from "./approval.ts";
import { type ApprovalRule, argumentText } from "./approval-rules.ts";

/**
 * What is kept when a person settles a call for longer: the same command where it is confined the same way, the same tool
 * on the same file, else the same arguments.
 */
export function rememberedRule(
  { tool, args, path, command, isolation }: ApprovalRequest,
  allow: boolean,
): ApprovalRule {
  const rule: ApprovalRule = { decision: allow ? "allow" : "deny", tools: [tool] };
  if (command !== undefined) {
    return { ...rule, args: { command: exactly(command) }, isolation: [isolation.level] };
  }
  if (path !== undefined) return { ...rule, paths: [path.replaceAll(/[\\*?[\]{},]/g, "\\$&")] };
  const names = typeof args === "object" && args !== null ? Object.keys(args) : [];
  const patterns = names.flatMap((name) => {
    const text = argumentText(args, name);
    return text === undefined ? [] : [[name, exactly(text)] as const];
  });
  return { ...rule, args: Object.fromEntries(patterns) };
}

function exactly(text: string): string {
  return `^${escapeRegExp(text)}$`;
}
