import { expect, test } from "vitest";
import { requestOf } from "../../test/request-of.ts";
import type { ApprovalRequest } from "./approval.ts";
import { type ApprovalRule, approvalRules } from "./approval-rules.ts";
import { rememberedRule } from "./remembered-rule.ts";

function judge(rules: readonly ApprovalRule[], change: Partial<ApprovalRequest>): string {
  const verdict = approvalRules(rules)(requestOf(change));
  return "decision" in verdict ? verdict.decision : expect.fail("not asynchronous");
}

test("rules judge by tool, effect, path and command", () => {
  const rules: ApprovalRule[] = [
    { decision: "deny", paths: ["/workspace/.git/**"], reason: "history" },
    { decision: "deny", commands: ["git push", "sudo"] },
    { decision: "allow", tools: ["bash"], commands: ["git status", "npm test"] },
    { decision: "allow", effects: ["write"], paths: ["/workspace/**"] },
  ];
  const commands = [
    ["git status", "allow"],
    ["git status -s src/a.ts", "allow"],
    ["npm  test", "allow"],
    ["git statusx", "ask"],
    ["git", "ask"],
    ["git status; rm -rf /", "ask"],
    ["git status $(rm -rf /)", "ask"],
    ["git status\nrm x", "ask"],
    ["git status && git push", "deny"],
    ["cd x; 'git' push --force", "deny"],
    ["g\\it push", "deny"],
    ["/usr/bin/sudo ls", "deny"],
    ["echo sudoku", "ask"],
  ];
  for (const [command, decision] of commands) {
    expect([command, judge(rules, { command })]).toEqual([command, decision]);
  }
  const write = { tool: "write_file", effect: "write", command: undefined } as const;
  expect(judge(rules, { ...write, path: "/workspace/a/b" })).toBe("allow");
  expect(judge(rules, { ...write, path: "/workspace/.git/config" })).toBe("deny");
  expect(judge(rules, { ...write, path: "/etc/passwd" })).toBe("ask");
  expect(judge(rules, { tool: "read_file", effect: "read", command: undefined })).toBe("allow");
});

test("who may not see what is in a folder may not search the folder; a folder is not allowed with it", () => {
  const search = { tool: "grep", effect: "read", command: undefined } as const;
  for (const decision of ["deny", "ask"] as const) {
    const rules: ApprovalRule[] = [{ decision, paths: ["/workspace/secrets/**"] }];
    expect(judge(rules, { ...search, path: "/workspace/secrets" })).toBe(decision);
    expect(judge(rules, { ...search, path: "/workspace/secrets2" })).toBe("allow");
    expect(judge(rules, { ...search, path: "/workspace" })).toBe("allow");
  }
  const rules: ApprovalRule[] = [{ decision: "allow", paths: ["/workspace/**"] }];
  const remove = { tool: "remove", effect: "write", command: undefined } as const;
  expect(judge(rules, { ...remove, path: "/workspace" })).toBe("ask");
});

test("rules judge by arguments, all of them, and by what confines commands", () => {
  const rules: ApprovalRule[] = [
    { decision: "allow", tools: ["fetch"], args: { url: "^https://docs\\.rs/", depth: "^[01]$" } },
    { decision: "deny", args: { url: "^http:" } },
    { decision: "allow", tools: ["bash"], isolation: ["full"] },
  ];
  const fetch = (args: unknown) => judge(rules, { tool: "fetch", command: undefined, args });
  expect(fetch({ url: "https://docs.rs/serde", depth: 1 })).toBe("allow");
  expect(fetch({ url: "https://docs.rs/serde", depth: 2 })).toBe("ask");
  expect(fetch({ url: "https://docs.rs/serde" })).toBe("ask");
  expect(fetch({ url: "https://evil.test/https://docs.rs/", depth: 0 })).toBe("ask");
  expect(fetch({ url: "http://docs.rs/", depth: 1 })).toBe("deny");
  expect(fetch(undefined)).toBe("ask");
  expect(judge(rules, {})).toBe("ask");
  expect(judge(rules, { isolation: { level: "full", description: "no network" } })).toBe("allow");
});

test("of the rules that fit, the strictest counts, in any order", () => {
  const rules: ApprovalRule[] = [{ decision: "allow" }, { decision: "deny" }, { decision: "ask" }];
  for (const order of [rules, rules.toReversed()]) expect(judge(order, {})).toBe("deny");
  expect(judge([{ decision: "allow" }, { decision: "ask" }], {})).toBe("ask");
});

test("a pattern that is none is refused when the rules are made", () => {
  expect(() => approvalRules([{ decision: "deny", args: { url: "(" } }])).toThrow(
    expect.objectContaining({ code: "invalid", message: expect.stringContaining('{"url":"("}') }),
  );
});

test("what is remembered fits the same call and no other", () => {
  const write = { tool: "write_file", effect: "write", command: undefined } as const;
  const other = { tool: "other", command: undefined } as const;
  const table: [Partial<ApprovalRequest>, Partial<ApprovalRequest>[]][] = [
    [
      { command: "rm -r a.b", args: { command: "rm -r a.b", timeout: 5 } },
      [
        { command: "rm -r axb", args: { command: "rm -r axb" } },
        { command: "rm -r a.b c", args: { command: "rm -r a.b c" } },
        { command: "x\nrm -r a.b", args: { command: "x\nrm -r a.b" } },
        { isolation: { level: "full", description: "" }, args: { command: "rm -r a.b" } },
        { tool: "other", args: { command: "rm -r a.b" } },
      ],
    ],
    [
      { ...write, path: "/w/[a]*.ts", args: { path: "[a]*.ts", content: "x" } },
      [
        { ...write, path: "/w/a1.ts" },
        { ...write, path: "/w/[a]*.ts/b" },
        { ...write, tool: "edit_file", path: "/w/[a]*.ts" },
      ],
    ],
    [{ ...other, args: { a: "x|y", b: [1] } }, [{ ...other, args: { a: "x", b: [1] } }]],
    [{ ...other, args: {} }, []],
  ];
  for (const [change, others] of table) {
    const rule: ApprovalRule = JSON.parse(JSON.stringify(rememberedRule(requestOf(change), true)));
    const judged = approvalRules([rule], { write: "ask", external: "ask" });
    expect([change, judged(requestOf(change))]).toMatchObject([change, { decision: "allow" }]);
    for (const call of others) {
      expect([call, judged(requestOf(call))]).toMatchObject([call, { decision: "ask" }]);
    }
  }
});
