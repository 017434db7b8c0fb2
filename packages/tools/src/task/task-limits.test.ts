import { type AgentTool, ArgentSessionManager } from "@argent/agent";
import { scripted, testModel } from "@argent/ai/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { requestOf } from "../../test/request-of.ts";
import { createApproval } from "../approval/approval.ts";
import { type ApprovalMode, approvalMode } from "../approval/approval-mode.ts";
import { type ApprovalRule, approvalRules } from "../approval/approval-rules.ts";
import { memoryEnv } from "../env/memory-env.ts";
import { createTaskTool } from "./task-tool.ts";

const effects = { look: "read", change: "write", run: "external", again: "idempotent" } as const;
const names = Object.keys(effects).filter((name) => name in effects);

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const mode = fc.constantFrom<ApprovalMode>("read-only", "ask-before-write", "auto");
const rules: fc.Arbitrary<ApprovalRule[]> = fc.array(
  fc.record({
    decision: fc.constantFrom("allow", "ask", "deny"),
    tools: optional(fc.subarray(names)),
    effects: optional(fc.subarray(["read", "write", "external"] as const)),
  }),
  { maxLength: 4 },
);

test("a child runs nothing that its parent may not run or that it was not given", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        existing: fc.subarray(names),
        parent: fc.record({ mode, rules, personSays: fc.boolean() }),
        child: fc.record({ mode, rules }),
        wanted: optional(fc.subarray(names)),
        readOnly: optional(fc.boolean()),
      }),
      async ({ existing, parent, child, wanted, readOnly }) => {
        const ran: string[] = [];
        const tools = existing.map((name) => toolNamed(name, () => ran.push(name)));
        const ask = async () => ({ allow: parent.personSays });
        const approval = createApproval({ mode: parent.mode, rules: parent.rules, ask });
        const policies = [approvalMode(child.mode), approvalRules(child.rules)];
        const provider = scripted([
          { toolCalls: names.map((name) => ({ name, arguments: {} })) },
          { text: "done" },
        ]);
        const available = wanted?.filter((name) => existing.includes(name));
        await createTaskTool({
          env: memoryEnv(),
          tools,
          approval,
          policies,
          agent: { provider },
          model: testModel(),
          createSession: async () => ArgentSessionManager.inMemory(),
        }).execute("id", {
          description: "try all",
          prompt: "Try all.",
          ...(available && { tools: available }),
          ...(readOnly !== undefined && { readOnly }),
        });
        const asked = createApproval({ policies, ask });
        const allowed = await Promise.all(
          existing.map(async (name) => {
            const tool = tools.find((candidate) => candidate.name === name);
            const request = requestOf({
              tool: name,
              effect: tool?.effect ?? "external",
              args: {},
              command: undefined,
            });
            const isGiven =
              (!available || available.includes(name)) && (!readOnly || tool?.effect === "read");
            const answers = [await approval.decide(request), await asked.decide(request)];
            return isGiven && answers.every(({ allow }) => allow) ? [name] : [];
          }),
        );
        expect(ran.toSorted()).toEqual(allowed.flat().toSorted());
      },
    ),
  );
});

function toolNamed(name: string, onRun: () => void): AgentTool {
  const entry = Object.entries(effects).find(([known]) => known === name);
  return {
    name,
    description: name,
    parameters: { type: "object", properties: {} },
    effect: entry?.[1],
    async execute() {
      onRun();
      return { content: [{ type: "text", text: "ran" }] };
    },
  };
}
