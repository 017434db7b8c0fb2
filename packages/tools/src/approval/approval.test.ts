import { mkdtempDisposableSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { requestOf } from "../../test/request-of.ts";
import { createCodingTools } from "../coding-tools.ts";
import { memoryEnv } from "../env/memory-env.ts";
import { type ApprovalOptions, createApproval } from "./approval.ts";
import type { ApprovalRule } from "./approval-rules.ts";

const request = requestOf({});

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
    [["allow"], true, "allow"],
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
    const explained = reason?.startsWith("asked") ? "ask" : allow ? "allow" : "deny";
    expect([names, (await approval.explain(request)).decision]).toEqual([names, explained]);
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
    return { allow: true, remember: "session" };
  };
  const approval = createApproval({ policies: [() => ({ decision: "ask" })], ask });
  const other = { ...request, args: { command: "pwd" }, command: "pwd" };
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

test("an aborted call waits for no question, not even for those before it", async () => {
  const abort = new AbortController();
  const approval = createApproval({
    mode: "ask-before-write",
    ask: () => new Promise(() => undefined),
  });
  const waiting = [1, 2].map(() => approval.decide(request, abort.signal));
  abort.abort();
  const answer = { allow: false, reason: "The run was aborted" };
  expect(await Promise.all(waiting)).toEqual([answer, answer]);
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

test("whoever is asked is told what confines commands, also when nothing does", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const asked: string[] = [];
  const approval = createApproval({
    mode: "ask-before-write",
    async ask({ tool, isolation }) {
      asked.push(`${tool}: ${isolation.description}`);
      return { allow: false };
    },
  });
  const tools = createCodingTools({ cwd: folder.path, approval });
  const params = { command: "true", path: "file", content: "", edits: [] };
  for (const tool of tools) await tool.execute("id", params).catch(() => undefined);
  const words = "not isolated: commands run as the current user";
  expect(asked).toEqual([`write_file: ${words}`, `edit_file: ${words}`, `bash: ${words}`]);
});

const calls = [
  requestOf({ tool: "read_file", effect: "read", command: undefined, path: "/w/a" }),
  requestOf({ tool: "write_file", effect: "write", command: undefined, path: "/w/a" }),
  requestOf({ command: "npm test" }),
];

test("modes say what happens to calls that no rule fits, and read-only means nothing else", async () => {
  const table = {
    "read-only": ["allow", "deny", "deny"],
    "ask-before-write": ["allow", "ask", "ask"],
    auto: ["allow", "allow", "allow"],
  } as const;
  for (const mode of ["read-only", "ask-before-write", "auto"] as const) {
    const approval = createApproval({ mode });
    const explained = await Promise.all(calls.map((call) => approval.explain(call)));
    expect([mode, explained.map(({ decision }) => decision)]).toEqual([mode, table[mode]]);
  }
  const allowing = { rules: [{ decision: "allow", commands: ["npm test"] }] } as const;
  const [, , npm = request] = calls;
  expect(await createApproval({ ...allowing }).decide(npm)).toMatchObject({ allow: true });
  expect(await createApproval({ ...allowing, mode: "read-only" }).decide(npm)).toEqual({
    allow: false,
    reason: "Only reading is allowed in read-only mode",
  });
});

test("explain names what decides", async () => {
  const approval = createApproval({
    rules: [
      { decision: "deny", commands: ["git push"], reason: "releases are made by hand" },
      { decision: "allow", name: "the tests", commands: ["npm test"] },
    ],
    ask: async () => ({ allow: true, remember: "session" }),
  });
  const explain = (command: string) => approval.explain(requestOf({ command, args: { command } }));
  expect(await explain("cd x && git push")).toEqual({
    decision: "deny",
    reason: "releases are made by hand",
    rule: "deny commands git push",
  });
  expect(await explain("npm test")).toMatchObject({ decision: "allow", rule: "the tests" });
  expect(await explain("make")).toEqual({
    decision: "ask",
    rule: "no rule: external calls by default",
  });
  await approval.decide(requestOf({ command: "make", args: { command: "make" } }));
  expect(await explain("make")).toMatchObject({
    decision: "allow",
    rule: expect.stringContaining("settled by a person: allow tools bash"),
  });
  expect(await createApproval({}).explain(request)).toMatchObject({ rule: "there are no rules" });
});

test("an answer holds for the call, the session or for ever, as the person says", async () => {
  for (const remember of [undefined, "session", "always"] as const) {
    for (const allow of [true, false]) {
      const stored: ApprovalRule[] = [];
      let asked = 0;
      const options: ApprovalOptions = {
        mode: "ask-before-write",
        onRemember: (rule) => void stored.push(rule),
        async ask() {
          asked += 1;
          return { allow, remember, reason: "because" };
        },
      };
      const approval = createApproval(options);
      for (const call of [request, request]) {
        expect(await approval.decide(call)).toEqual({ allow, reason: "because" });
      }
      expect([remember, asked]).toEqual([remember, remember ? 1 : 2]);
      expect(stored.length).toBe(remember === "always" ? 1 : 0);
      const [saved = []] = [JSON.parse(JSON.stringify(stored))];
      expect(await createApproval({ ...options, remembered: saved }).decide(request)).toMatchObject(
        {
          allow,
        },
      );
      expect(asked).toBe(remember === "always" ? 1 : remember ? 2 : 3);
    }
  }
});

test("what is settled answers questions, and does not outweigh a rule that denies", async () => {
  const approval = createApproval({
    rules: [{ decision: "deny", commands: ["ls"] }],
    remembered: [{ decision: "allow", tools: ["bash"] }],
  });
  expect(await approval.decide(request)).toMatchObject({ allow: false });
  expect(await approval.decide(requestOf({ command: "make" }))).toMatchObject({ allow: true });
});

test("a person may settle more than the call", async () => {
  let asked = 0;
  const approval = createApproval({
    mode: "ask-before-write",
    async ask() {
      asked += 1;
      const rule = { decision: "allow", commands: ["npm"] } as const;
      return { allow: true, remember: "session", rule };
    },
  });
  for (const command of ["npm test", "npm run build"]) {
    await approval.decide(requestOf({ command, args: { command } }));
  }
  expect(asked).toBe(1);
});
