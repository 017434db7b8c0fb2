import {
  Agent,
  type AgentOptions,
  type AgentTool,
  type AgentToolUpdate,
  type ArgentSessionManager,
  type RunStopReason,
} from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import type { Model, ThinkingLevel, Usage } from "@argent/ai";
import { type Approval, type ApprovalPolicy, createApproval } from "../approval/approval.ts";
import { approvalMode } from "../approval/approval-mode.ts";
import { withApproval } from "../approval/with-approval.ts";
import type { OutputLimits } from "../output-limits.ts";
import { chooseTools, type ToolChoice } from "./choose-tools.ts";
import { taskPrompt } from "./task-prompt.ts";
import { type TaskDetails, taskReport } from "./task-report.ts";

/** What children are made of, and what they may do. */
export interface TaskToolOptions {
  env: ExecutionEnv;
  /** The tools of the parent, not approved one by one: each call of a child is approved once, here. */
  tools: readonly AgentTool[];
  /** Of the parent. Children never may more; what their calls need asking for is asked of the same person. */
  approval?: Approval | undefined;
  /** What children may less than their parent. */
  policies?: readonly ApprovalPolicy[] | undefined;
  /** Makes the session of a child. It is closed when the child has ended. */
  createSession(task: { toolCallId: string; description: string }): Promise<ArgentSessionManager>;
  /** The provider, the key, retries and hooks of children, usually those of the parent. */
  agent: Omit<AgentOptions, "session" | "initialState">;
  model: Model;
  /** Default `"off"`. */
  thinkingLevel?: ThinkingLevel | undefined;
  /** Default: that of a coding agent, and that the last message is to be a summary. */
  systemPrompt?: ((env: ExecutionEnv, tools: readonly AgentTool[]) => string) | undefined;
  /** Provider calls of one child. Default 50. */
  maxTurns?: number | undefined;
  /** How much of the last message the parent gets. Default: 200 lines, 8 KB. */
  limits?: OutputLimits | undefined;
  /** Default: `task`. */
  name?: string | undefined;
}

const parameters = {
  type: "object",
  properties: {
    description: { type: "string", description: "The task in 3 to 5 words" },
    prompt: {
      type: "string",
      description:
        "The task with everything that is needed to do it; the sub-agent sees nothing else",
    },
    tools: {
      type: "array",
      items: { type: "string" },
      description: "Names of the tools that it may use; default: all of yours",
    },
    readOnly: { type: "boolean", description: "It only looks and changes nothing; default: false" },
  },
  required: ["description", "prompt"],
} as const;

const defaultMaximumTurns = 50;
const defaultLimits: OutputLimits = { lines: 200, bytes: 8 * 1024 };
const defaultGraceMs = 2_000;

/**
 * Hands a part of the work to a child agent with a session of its own. It has at most the tools and the approvals of its
 * parent; its cost counts as the parent's; of all that it says, the parent gets the last message. A child has no children.
 */
export function createTaskTool(
  options: TaskToolOptions,
): AgentTool<typeof parameters, TaskDetails> {
  const { name = "task", limits = defaultLimits } = options;
  const tools = options.tools.filter((tool) => tool.name !== name);
  return {
    name,
    label: "Sub-agent",
    description:
      "Give a self-contained task to a sub-agent, for example a search through many files whose contents you do not need. You get its last message. Several tasks can run at the same time if they do not change the same files.",
    parameters,
    effect: "external",
    async execute(toolCallId, { description, prompt, ...choice }, signal, onUpdate) {
      const chosen = approvedTools(chooseTools(tools, choice), choice, description, options);
      const session = await options.createSession({ toolCallId, description });
      try {
        await session.appendSessionInfo(description);
        const agent = createChild(chosen, session, options);
        const otherUsage: Usage[] = [];
        let stopReason: RunStopReason = "error";
        const run = agent.prompt(prompt, { signal });
        run.on("agent_end", (event) => {
          stopReason = event.stopReason;
        });
        run.on("compaction_end", ({ result }) => {
          if (result?.usage) otherUsage.push(result.usage);
        });
        if (onUpdate) run.on("tool_execution_start", progress(description, onUpdate));
        const messages = await run;
        const end = { description, stopReason, messages, otherUsage, writers: writersOf(chosen) };
        const sessionFile = session.getSessionFile();
        return taskReport({ ...end, sessionId: session.getSessionId(), sessionFile }, limits);
      } finally {
        await session.close();
      }
    },
  };
}

/** What the child may is what the parent may and what was asked for. */
function approvedTools(
  tools: readonly AgentTool[],
  { readOnly = false }: ToolChoice,
  description: string,
  { approval, policies = [], env }: TaskToolOptions,
): AgentTool[] {
  const narrowed = (approval ?? createApproval({})).narrow([
    ...policies,
    ...(readOnly ? [approvalMode("read-only")] : []),
  ]);
  return tools.map((tool) => withApproval(tool, narrowed, env, description));
}

function createChild(
  tools: AgentTool[],
  session: ArgentSessionManager,
  options: TaskToolOptions,
): Agent {
  const { env, model, agent, maxTurns = defaultMaximumTurns, systemPrompt = taskPrompt } = options;
  return new Agent({
    ...agent,
    maxTurns,
    // The child has to settle while its parent still waits for this call.
    abortGraceMs: (agent.abortGraceMs ?? defaultGraceMs) / 2,
    // The cache and the routing of the vendor belong to the session.
    sessionId: session.getSessionId(),
    session,
    initialState: {
      model,
      thinkingLevel: options.thinkingLevel ?? "off",
      systemPrompt: systemPrompt(env, tools),
      tools,
    },
  });
}

function progress(description: string, onUpdate: AgentToolUpdate<TaskDetails>) {
  let calls = 0;
  return ({ toolName }: { toolName: string }) => {
    calls += 1;
    onUpdate({ content: [{ type: "text", text: `${description}: call ${calls}, ${toolName}` }] });
  };
}

function writersOf(tools: readonly AgentTool[]): ReadonlySet<string> {
  return new Set(tools.filter(({ effect }) => effect === "write").map(({ name }) => name));
}
