import type { ToolEffect } from "@argent/agent";
import type { Isolation } from "@argent/agent/env";
import { globToRegExp } from "../search/glob.ts";
import { ToolError } from "../tool-error.ts";
import type { ApprovalDecision, ApprovalPolicy, ApprovalRequest } from "./approval.ts";
import { decisionsByMode } from "./approval-mode.ts";
import { containsCommand, isPlainCommand } from "./command-words.ts";

/** Fits a call when everything that it names fits. Plain data, so that it can be stored. */
export interface ApprovalRule {
  decision: ApprovalDecision;
  /** For people, in explanations. Default: what the rule says. */
  name?: string | undefined;
  /** Names of tools. Absent: any tool. */
  tools?: readonly string[] | undefined;
  /** What the tool may do to the world. Absent: anything. */
  effects?: readonly ToolEffect[] | undefined;
  /** Regular expressions for arguments by name, for example `{ url: "^https://example\\.com/" }`. */
  args?: Readonly<Record<string, string>> | undefined;
  /** Globs for the absolute path, for example `/etc/**`; to deny or ask, this fits the folder `/etc` as well. */
  paths?: readonly string[] | undefined;
  /**
   * The first words of commands, for example `git status`. To allow, it must be the whole command line, without
   * anything that the shell would interpret; to deny or ask, it may stand anywhere. That is a help against mistakes, not a
   * boundary: a shell can say everything in many ways. Use a sandbox for that.
   */
  commands?: readonly string[] | undefined;
  /** Only where commands are confined in one of these ways. */
  isolation?: readonly Isolation["level"][] | undefined;
  /** For the model when the rule denies, for the person when it asks. */
  reason?: string | undefined;
}

/**
 * A policy from data. Of the rules that fit, the strictest counts; when none does, `otherwise` by the effect, which is by
 * default to ask before anything but reading. Throws a `ToolError` (`invalid`) for a pattern that is none.
 */
export function approvalRules(
  rules: readonly ApprovalRule[],
  otherwise: Partial<Readonly<Record<ToolEffect, ApprovalDecision>>> = {},
): ApprovalPolicy {
  const find = ruleFinder(rules);
  const decisions = { ...decisionsByMode["ask-before-write"], ...otherwise };
  return (request) => {
    const rule = find(request);
    if (rule) return { decision: rule.decision, reason: rule.reason, rule: nameOf(rule) };
    const { effect } = request;
    return { decision: decisions[effect], rule: `no rule: ${effect} calls by default` };
  };
}

/** Finds the strictest of the rules that fit a call. */
export function ruleFinder(
  rules: readonly ApprovalRule[],
): (request: ApprovalRequest) => ApprovalRule | undefined {
  const compiled = rules.map((rule) => ({ rule, fits: matcherOf(rule) }));
  const inOrder = (["deny", "ask", "allow"] as const).flatMap((decision) =>
    compiled.filter(({ rule }) => rule.decision === decision),
  );
  return (request) => inOrder.find(({ fits }) => fits(request))?.rule;
}

/** What a rule is called in explanations, for example `deny commands git push`. */
export function nameOf({ name, decision, reason: _, ...parts }: ApprovalRule): string {
  if (name !== undefined) return name;
  const words = Object.entries(parts).map(([part, wanted]) =>
    Array.isArray(wanted) ? `${part} ${wanted.join(", ")}` : `${part} ${JSON.stringify(wanted)}`,
  );
  return [decision, words.join("; ") || "everything"].join(" ");
}

function matcherOf(rule: ApprovalRule): (request: ApprovalRequest) => boolean {
  const { tools, effects, paths, commands, isolation, decision } = rule;
  const globs = paths?.map(globToRegExp);
  const patterns = Object.entries(rule.args ?? {}).map(
    ([name, pattern]) => [name, toPattern(pattern, rule)] as const,
  );
  const hasCommand = decision === "allow" ? isPlainCommand : containsCommand;
  // Who must not see what is in a folder must not list or search it either.
  const hasPath = (glob: RegExp, path: string) =>
    glob.test(path) || (decision !== "allow" && glob.test(`${path}/`));
  return ({ tool, effect, args, path, command, isolation: { level } }) =>
    (!tools || tools.includes(tool)) &&
    (!effects || effects.includes(effect)) &&
    (!isolation || isolation.includes(level)) &&
    (!globs || (path !== undefined && globs.some((glob) => hasPath(glob, path)))) &&
    patterns.every(([name, pattern]) => {
      const text = argumentText(args, name);
      return text !== undefined && pattern.test(text);
    }) &&
    (!commands || (command !== undefined && commands.some((words) => hasCommand(command, words))));
}

function toPattern(pattern: string, rule: ApprovalRule): RegExp {
  try {
    return new RegExp(pattern, "s");
  } catch (cause) {
    const message = `The approval rule "${nameOf(rule)}" has a pattern that is no regular expression: ${pattern}`;
    throw new ToolError("invalid", message, { cause });
  }
}

/** An argument as patterns see it: text as it is, everything else as JSON. */
export function argumentText(args: unknown, name: string): string | undefined {
  if (typeof args !== "object" || args === null || !Object.hasOwn(args, name)) return undefined;
  const value: unknown = Reflect.get(args, name);
  return typeof value === "string" ? value : JSON.stringify(value);
}
