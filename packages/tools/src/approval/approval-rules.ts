import type { ToolEffect } from "@argent/agent";
import { globToRegExp } from "../search/glob.ts";
import type { ApprovalDecision, ApprovalPolicy, ApprovalRequest } from "./approval.ts";

/** Fits a call when everything that it names fits. */
export interface ApprovalRule {
  decision: ApprovalDecision;
  tools?: readonly string[] | undefined;
  effects?: readonly ToolEffect[] | undefined;
  /** Globs for the absolute path, for example `/etc/**`. */
  paths?: readonly string[] | undefined;
  /**
   * The first words of commands, for example `git status`. To allow, it must be the whole command line, without
   * anything that the shell would interpret; to deny or ask, it may stand anywhere. That is a help against mistakes, not a
   * boundary: a shell can say everything in many ways. Use a sandbox for that.
   */
  commands?: readonly string[] | undefined;
  reason?: string | undefined;
}

/** A policy from data. Of the rules that fit, the strictest counts; when none does, `otherwise` by the effect. */
export function approvalRules(
  rules: readonly ApprovalRule[],
  otherwise: Partial<Record<ToolEffect, ApprovalDecision>> = {},
): ApprovalPolicy {
  const byEffect = { read: "allow", idempotent: "ask", write: "ask", external: "ask" } as const;
  const compiled = rules.map((rule) => ({ rule, fits: matcherOf(rule) }));
  return (request) => {
    const fitting = compiled.filter(({ fits }) => fits(request)).map(({ rule }) => rule);
    for (const decision of ["deny", "ask", "allow"] as const) {
      const rule = fitting.find((candidate) => candidate.decision === decision);
      if (rule) return { decision, reason: rule.reason };
    }
    return { decision: otherwise[request.effect] ?? byEffect[request.effect] };
  };
}

function matcherOf(rule: ApprovalRule): (request: ApprovalRequest) => boolean {
  const { tools, effects, paths, commands, decision } = rule;
  const globs = paths?.map(globToRegExp);
  return ({ tool, effect, path, command }) =>
    (!tools || tools.includes(tool)) &&
    (!effects || effects.includes(effect)) &&
    (!globs || (path !== undefined && globs.some((glob) => glob.test(path)))) &&
    (!commands ||
      (command !== undefined &&
        commands.some((words) =>
          decision === "allow" ? isExactly(command, words) : contains(command, words),
        )));
}

/** Every character here is an ordinary one for the shell. */
const plainCommand = /^[\w@%+=:,./ -]*$/;

function isExactly(command: string, words: string): boolean {
  const plain = command.trim();
  if (!plainCommand.test(plain)) return false;
  const [given, wanted] = [plain, words].map((text) => text.trim().split(/ +/));
  return (wanted ?? []).every((word, index) => given?.[index] === word);
}

function contains(command: string, words: string): boolean {
  const wanted = words.trim().split(/\s+/).join(" ");
  // Quotes and backslashes are the usual ways to write a word otherwise.
  const text = ` ${command.replaceAll(/["'\\]/g, "").replaceAll(/[^\w@%+=:,./-]+/g, " ")} `;
  return text.includes(` ${wanted} `) || text.includes(`/${wanted} `);
}
