import {
  type ManualClock,
  manualClock,
  type ScriptedStep,
  scripted,
  testModel,
} from "@argent/ai/testing";
import type { AgentStreamEvent } from "../src/lifecycle/stream-event.ts";
import { type ArgentRuntimeOptions, createArgentRuntime } from "../src/runtime/argent-runtime.ts";
import type { RunToolsContext } from "../src/runtime/run-agent.ts";
import { memorySessionStore } from "../src/runtime/session-store.ts";
import type { AgentTool } from "../src/tool.ts";
import { noEnv } from "./no-env.ts";

export type RuntimeKitOptions = Partial<Omit<ArgentRuntimeOptions, "tools">> & {
  tools?: (run: RunToolsContext) => AgentTool[];
};

/** A runtime that touches nothing, on a clock of the test, whose model follows a script. */
export function setUpRuntime(steps: ScriptedStep[], { tools, ...options }: RuntimeKitOptions = {}) {
  const clock: ManualClock = manualClock(1_000);
  const provider = scripted(steps, { clock });
  const runtime = createArgentRuntime({
    provider,
    clock,
    model: testModel(),
    env: () => noEnv,
    tools: (_, run) => tools?.(run) ?? [],
    sessions: memorySessionStore(),
    ...options,
  });
  const events: AgentStreamEvent[] = [];
  runtime.onStream((event) => events.push(event));
  return { runtime, provider, clock, events };
}

/** A step that says when it was asked, and answers when it is told to. */
export function gate(text: string) {
  const asked = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const step: ScriptedStep = async () => {
    asked.resolve();
    await opened.promise;
    return { text };
  };
  return { step, asked: asked.promise, open: opened.resolve };
}

/** What each request asked, in the user's words. */
export const asked = ({ requests }: ReturnType<typeof scripted>) =>
  requests.map(({ messages }) =>
    messages.flatMap(({ role, content }) =>
      role === "user" && Array.isArray(content)
        ? content.flatMap((block) => (block.type === "text" ? [block.text] : []))
        : [],
    ),
  );

export const phasesOf = (events: readonly AgentStreamEvent[], runId: string) =>
  events.flatMap((event) =>
    event.type === "lifecycle" && event.runId === runId ? [event.phase] : [],
  );
