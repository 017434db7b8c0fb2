import type { Loose } from "../../../src/pi-ai/loose.ts";
import { outcome } from "../../coding-agent/both-sides.ts";
import {
  entryTypes,
  failure,
  type HostSessionOptions,
  hostSession,
  roles,
  tick,
  withSession,
} from "../../coding-agent/host-session.ts";
import { workspace } from "../../coding-agent/workspace.ts";
import type { ContractCases } from "../contract.ts";

export const agentSessionRuns: ContractCases = {
  "a prompt: events in order, entries, statistics": withSession(
    async ({ session, heard, respond }, pi) => {
      respond(pi.ai.fauxAssistantMessage("Four."));
      await session.prompt("What is 2+2?");
      await tick();
      const { sessionId: _, contextUsage: __, tokens: ___, ...stats } = session.getSessionStats();
      return { heard, entries: entryTypes(session), stats, last: session.getLastAssistantText() };
    },
  ),

  "custom tools, with the session's context, and the built-in ones": withSession(
    async ({ session, heard, respond }, pi) => {
      respond(
        pi.ai.fauxAssistantMessage(pi.ai.fauxToolCall("look", { what: "sky" }, { id: "1" })),
        pi.ai.fauxAssistantMessage(pi.ai.fauxToolCall("bash", { command: "echo hi" }, { id: "2" })),
        pi.ai.fauxAssistantMessage("Blue."),
      );
      await session.prompt("Look.");
      await tick();
      const results = session.messages.filter((message) => message.role === "toolResult");
      return {
        heard: heard.filter((word) => !word.startsWith("tool_execution_update")),
        results: results.map(({ content, details }: Loose) => ({ content, details })),
        active: session.getActiveToolNames(),
        all: session.getAllTools().map(({ name }) => name),
        unknown: session.getToolDefinition("none") === undefined,
      };
    },
    ({ ai, coding }) => ({
      customTools: [
        coding.defineTool({
          name: "look",
          label: "Look",
          description: "Looks",
          parameters: ai.Type.Object({ what: ai.Type.String() }),
          execute: async (_id, { what }, _signal, _update, context) => ({
            content: [{ type: "text", text: `${what} in ${context.cwd}, UI: ${context.hasUI}` }],
            details: { idle: context.isIdle(), model: context.model?.id },
          }),
        }),
      ],
    }),
  ),

  "which tools are active: by name, none, none built in": async (pi) => {
    using folder = workspace();
    const customTools = [
      pi.coding.defineTool({
        name: "mine",
        label: "Mine",
        description: "Mine",
        parameters: { type: "object", properties: {} },
        execute: async () => ({ content: [] }),
      }),
    ];
    const names = async (options: HostSessionOptions) => {
      const host = await hostSession(pi, folder.path, { customTools, ...options });
      const first = host.session.getActiveToolNames();
      host.session.setActiveToolsByName(["read", "mine", "none"]);
      const active = [first, host.session.getActiveToolNames()];
      host.end();
      return active;
    };
    return [
      await names({}),
      await names({ tools: ["read", "mine", "grep"] }),
      await names({ noTools: "all" }),
      await names({ noTools: "builtin" }),
    ];
  },

  "steering and follow-ups while a run is under way": withSession(
    async ({ session, heard, events, respond }, pi) => {
      respond(
        pi.ai.fauxAssistantMessage(pi.ai.fauxToolCall("wait", {}, { id: "1" })),
        pi.ai.fauxAssistantMessage("Steered."),
        pi.ai.fauxAssistantMessage("Followed."),
      );
      const failures: unknown[] = [];
      session.subscribe((event) => {
        if (event.type !== "tool_execution_start") return;
        void session.steer("Left!");
        void session.prompt("Then right.", { streamingBehavior: "followUp" });
        void outcome(() => session.prompt("Now?")).then((failed) => failures.push(failed));
      });
      await session.prompt("Go.");
      await tick();
      const queues = events.flatMap((event) =>
        event.type === "queue_update" ? [[event.steering, event.followUp]] : [],
      );
      return {
        heard: heard.filter((word) => word.startsWith("message_start") || word === "agent_end"),
        queues,
        failures,
        pending: session.pendingMessageCount,
        entries: entryTypes(session),
      };
    },
    ({ coding }) => ({
      customTools: [
        coding.defineTool({
          name: "wait",
          label: "Wait",
          description: "Waits",
          parameters: { type: "object", properties: {} },
          execute: async () => {
            await tick();
            return { content: [{ type: "text", text: "waited" }], details: undefined };
          },
        }),
      ],
    }),
  ),

  "a failed answer is asked for again, and the failure stays in the session": withSession(
    async ({ session, heard, events, respond, calls }, pi) => {
      respond(
        failure(pi, "529 overloaded_error"),
        failure(pi, "503 service unavailable"),
        pi.ai.fauxAssistantMessage("At last."),
      );
      await session.prompt("Try.");
      await tick();
      const retries = events.flatMap((event) =>
        event.type === "auto_retry_start"
          ? [{ attempt: event.attempt, delayMs: event.delayMs, of: event.maxAttempts }]
          : [],
      );
      return {
        calls: calls(),
        retries,
        heard: heard.filter((word) => /retry|agent/.test(word)),
        entries: entryTypes(session),
        roles: roles(session),
        retrying: [session.isRetrying, session.retryAttempt],
      };
    },
    () => ({ settings: { retry: { baseDelayMs: 1 } } }),
  ),

  "a failure that does not help to repeat is not repeated, nor more often than allowed":
    withSession(
      async ({ session, heard, respond, calls }, pi) => {
        respond(failure(pi, "400 invalid_request_error: no such tool"));
        await session.prompt("One.");
        await tick();
        const once = calls();
        respond(failure(pi, "overloaded"), failure(pi, "overloaded"), failure(pi, "overloaded"));
        await session.prompt("Two.");
        await tick();
        return { once, all: calls(), heard: heard.filter((word) => word.startsWith("auto_retry")) };
      },
      () => ({ settings: { retry: { baseDelayMs: 1, maxRetries: 2 } } }),
    ),
};
