import fc from "fast-check";
import { expect, test } from "vitest";
import { requestOf } from "../../test/request-of.ts";
import { type ApprovalDecision, createApproval } from "./approval.ts";
import { type ApprovalMode, approvalMode } from "./approval-mode.ts";
import { type ApprovalRule, approvalRules } from "./approval-rules.ts";

const order: readonly ApprovalDecision[] = ["allow", "ask", "deny"];
const tools = ["read_file", "write_file", "bash"];
const paths = ["/w/a.ts", "/w/secret/key", "/etc/passwd"];
const commands = ["git status", "git push --force", "npm test; rm -rf /"];

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const rule: fc.Arbitrary<ApprovalRule> = fc.record({
  decision: fc.constantFrom(...order),
  tools: optional(fc.subarray(tools)),
  effects: optional(fc.subarray(["read", "write", "external"] as const)),
  paths: optional(fc.subarray(["/w/**", "/etc/*", "**/secret/**"])),
  commands: optional(fc.subarray(["git", "git push", "npm test", "rm"])),
});
const rules = fc.array(rule, { maxLength: 6 });
const mode = fc.constantFrom<ApprovalMode>("read-only", "ask-before-write", "auto");
const request = fc
  .record({
    tool: fc.constantFrom(...tools),
    effect: fc.constantFrom("read", "write", "external"),
    path: optional(fc.constantFrom(...paths)),
    command: optional(fc.constantFrom(...commands)),
  })
  .map(requestOf);

test("a narrowed approval never allows more than its parent, nor more than was asked for", async () => {
  await fc.assert(
    fc.asyncProperty(
      mode,
      rules,
      rules,
      mode,
      rules,
      fc.array(request, { minLength: 1, maxLength: 8 }),
      async (parentMode, parentRules, remembered, childMode, childRules, requests) => {
        const parent = createApproval({ mode: parentMode, rules: parentRules, remembered });
        const asked = createApproval({
          policies: [approvalMode(childMode), approvalRules(childRules)],
          remembered,
        });
        const child = parent.narrow([approvalMode(childMode), approvalRules(childRules)]);
        const grandchild = child.narrow([approvalRules(parentRules)]);
        for (const call of requests) {
          const [p, a, c, g] = await Promise.all(
            [parent, asked, child, grandchild].map(async (approval) =>
              order.indexOf((await approval.explain(call)).decision),
            ),
          );
          expect(c).toBeGreaterThanOrEqual(Math.max(p ?? 2, a ?? 2));
          expect(g).toBeGreaterThanOrEqual(c ?? 2);
          const answers = await Promise.all([parent.decide(call), child.decide(call)]);
          expect(answers[0]?.allow || !answers[1]?.allow).toBe(true);
        }
      },
    ),
  );
});
