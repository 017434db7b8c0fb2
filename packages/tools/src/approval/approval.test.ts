import { expect, test } from "vitest";
import { createCodingTools } from "../coding-tools.ts";
import { memoryEnv } from "../env/memory-env.ts";
import { type ApprovalOptions, type ApprovalRequest, createApproval } from "./approval.ts";
import { approvalRules } from "./approval-rules.ts";

const request: ApprovalRequest = {
  toolCallId: "id",
  tool: "bash",
  effect: "external",
  args: { command: "ls" },
  command: "ls",
  isolation: { level: "none", description: "not isolated" },
};

test("the strictest verdict counts, in any order, and a policy that fails means no", async () => {
  const policies = {
    allow: () => ({ decision: "allow", reason: "allow" }) as const,
    ask: async () => ({ decision: "ask", reason: "ask" }) as const,
    deny: async () => ({ decision: "deny", reason: "deny" }) as const,
    broken: () => {
      throw new Error("broken");
    },
  };
  const cases: [(keyof typeof policies)[], boolean, string | undefined][] = [
    [[], true, undefined],
    [["allow"], true, undefined],
    [["ask", "allow"], true, "asked: ask"],
    [["allow", "ask", "deny"], false, "deny"],
    [["deny", "allow"], false, "deny"],
    [["broken", "allow"], false, "A policy failed: broken"],
  ];
  for (const [names, allow, reason] of cases) {
    const approval = createApproval({
      policies: names.map((name) => policies[name]),
      ask: async (_request, why) => ({ allow: true, reason: `asked: ${why}` }),
    });
    expect([names, await approval.decide(request)]).toEqual([names, { allow, reason }]);
  }
});

test("nobody to ask means no", async () => {
  const approval = createApproval({ policies: [() => ({ decision: "ask" })] });
  expect(await approval.decide(request)).toMatchObject({ allow: false });
});

test("a person is asked about one call at a time, and not twice about what they settled", async () => {
  const asked: unknown[] = [];
  let open = 0;
  const ask: ApprovalOptions["ask"] = async ({ args }) => {
    expect(open).toBe(0);
    open += 1;
    await Promise.resolve();
    asked.push(args);
    open -= 1;
    return { allow: true, remember: true };
  };
  const approval = createApproval({ policies: [() => ({ decision: "ask" })], ask });
  const other = { ...request, args: { command: "pwd" } };
  await Promise.all([request, other, request].map((call) => approval.decide(call)));
  expect(asked).toEqual([{ command: "ls" }, { command: "pwd" }]);
});

test("a failing question reaches the one who asked, and the next is asked", async () => {
  let calls = 0;
  const approval = createApproval({
    policies: [() => ({ decision: "ask" })],
    ask: async () => {
      calls += 1;
      if (calls === 1) throw new Error("terminal closed");
      return { allow: true };
    },
  });
  const first = approval.decide(request);
  const second = approval.decide(request);
  await expect(first).rejects.toThrow("terminal closed");
  expect(await second).toEqual({ allow: true });
});

test("rules judge by tool, effect, path and command", () => {
  const policy = approvalRules([
    { decision: "deny", paths: ["/workspace/.git/**"], reason: "history" },
    { decision: "deny", commands: ["git push", "sudo"] },
    { decision: "allow", tools: ["bash"], commands: ["git status", "npm test"] },
    { decision: "allow", effects: ["write"], paths: ["/workspace/**"] },
  ]);
  const decide = (change: Partial<ApprovalRequest>) => {
    const verdict = policy({ ...request, ...change });
    return "decision" in verdict ? verdict.decision : expect.fail("not asynchronous");
  };
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
    expect([command, decide({ command })]).toEqual([command, decision]);
  }
  const write = { tool: "write_file", effect: "write", command: undefined } as const;
  expect(decide({ ...write, path: "/workspace/a/b" })).toBe("allow");
  expect(decide({ ...write, path: "/workspace/.git/config" })).toBe("deny");
  expect(decide({ ...write, path: "/etc/passwd" })).toBe("ask");
  expect(decide({ tool: "read_file", effect: "read", command: undefined })).toBe("allow");
});

test("a tool runs only when it is allowed, and the model is told why not", async () => {
  const env = memoryEnv({ "notes.txt": "a" });
  const seen: (string | undefined)[] = [];
  const approval = createApproval({
    policies: [
      (call) => {
        seen.push(call.path);
        return { decision: call.effect === "read" ? "allow" : "deny", reason: "read only" };
      },
    ],
  });
  const tools = createCodingTools({ cwd: "/workspace", env, approval });
  const call = (name: string, params: object) =>
    tools.find((tool) => tool.name === name)?.execute("id", params);
  await expect(call("write_file", { path: "@notes.txt", content: "b" })).rejects.toMatchObject({
    code: "denied",
    message: "The call of write_file was not allowed: read only.",
  });
  await expect(call("write_file", { path: "new/x", content: "" })).rejects.toBeDefined();
  expect(await call("read_file", { path: "notes.txt" })).toMatchObject({
    content: [{ text: "a" }],
  });
  expect(seen).toEqual(["/workspace/notes.txt", "/workspace/new/x", "/workspace/notes.txt"]);
});
