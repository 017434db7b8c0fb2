import { vendorServer } from "@argent/ai/testing";
import type { Loose } from "../../../src/pi-ai/loose.ts";
import { outcome } from "../../coding-agent/both-sides.ts";
import { startRuntime } from "../../coding-agent/host-runtime.ts";
import {
  entryTypes,
  failure,
  type HostSession,
  roles,
  tick,
  withSession,
} from "../../coding-agent/host-session.ts";
import { wireSession } from "../../coding-agent/wire-session.ts";
import { workspace } from "../../coding-agent/workspace.ts";
import type { ContractCase, ContractCases, PiModules } from "../contract.ts";

/** A session with a tool that works until it is released or aborted. */
const withWaiting = (
  work: (
    host: HostSession,
    pi: PiModules,
    tool: { begun: Promise<void>; release(): void },
  ) => Loose,
): ContractCase => {
  return (pi) => {
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const wait = pi.coding.defineTool({
      name: "wait",
      label: "Wait",
      description: "Waits",
      parameters: { type: "object", properties: {} },
      async execute(_id, _params, signal) {
        begun.resolve();
        signal?.addEventListener("abort", () => gate.reject(new Error("stopped")));
        await gate.promise;
        return { content: [{ type: "text", text: "waited" }], details: undefined };
      },
    });
    const tool = { begun: begun.promise, release: gate.resolve };
    return withSession(
      (host) => work(host, pi, tool),
      () => ({ customTools: [wait] }),
    )(pi);
  };
};

const callsWait = ({ ai }: PiModules) =>
  ai.fauxAssistantMessage(ai.fauxToolCall("wait", {}, { id: "1" }));

export const agentSessionControl: ContractCases = {
  "abort while a session's tool runs, and the next prompt": withWaiting(async (host, pi, tool) => {
    const { session, heard, respond } = host;
    respond(callsWait(pi));
    const prompt = session.prompt("Wait.");
    await tool.begun;
    const during = [session.isStreaming, session.pendingMessageCount];
    await session.abort();
    await prompt;
    const after = [session.isStreaming, roles(session)];
    heard.length = 0;
    respond(pi.ai.fauxAssistantMessage("Here."));
    await session.prompt("Back?");
    await tick();
    return { during, after, heard, last: session.getLastAssistantText() };
  }),

  "a queue that is looked at, cleared and delivered at once": withWaiting(
    async (host, pi, tool) => {
      const { session, events, respond } = host;
      respond(callsWait(pi), pi.ai.fauxAssistantMessage("Both."));
      const before = [session.steeringMode, session.followUpMode];
      session.setSteeringMode("all");
      session.setFollowUpMode("all");
      const prompt = session.prompt("Go.");
      await tool.begun;
      await session.steer("dropped");
      await session.followUp("dropped, too");
      const seen: unknown[] = [session.getSteeringMessages(), session.getFollowUpMessages()];
      seen.push(session.clearQueue());
      await session.steer("one");
      await session.steer("two");
      tool.release();
      await prompt;
      await tick();
      const queues = events.flatMap((event) =>
        event.type === "queue_update" ? [[event.steering, event.followUp]] : [],
      );
      const said = session.messages.flatMap((message: Loose) =>
        message.role === "user" ? [message.content[0].text] : [],
      );
      const { settingsManager } = session;
      const kept = [settingsManager.getSteeringMode(), settingsManager.getFollowUpMode()];
      return { before, seen, queues, said, kept };
    },
  ),

  "a wait for a retry that is cut short": withSession(
    async (host, pi) => {
      const { session, events, respond, calls } = host;
      respond(failure(pi, "529 overloaded_error"));
      const waiting = new Promise<void>((resolve) => {
        session.subscribe(({ type }) => type === "auto_retry_start" && resolve());
      });
      const prompt = session.prompt("Try.");
      await waiting;
      const during = [session.isRetrying, session.retryAttempt];
      session.abortRetry();
      await prompt;
      await tick();
      const ends = events.flatMap((event) =>
        event.type === "auto_retry_end" ? [[event.success, event.attempt, event.finalError]] : [],
      );
      return { during, ends, calls: calls(), retrying: session.isRetrying, roles: roles(session) };
    },
    () => ({ settings: { retry: { baseDelayMs: 60_000 } } }),
  ),

  "a session without retries and without compaction": withSession(async (host, pi) => {
    const { session, heard, respond, calls } = host;
    session.setAutoRetryEnabled(false);
    session.setAutoCompactionEnabled(false);
    respond(failure(pi, "529 overloaded_error"));
    await session.prompt("Try.");
    respond(failure(pi, "prompt is too long: 210000 tokens > 200000 maximum"));
    await session.prompt("Again.");
    await tick();
    return {
      calls: calls(),
      heard: heard.filter((word) => /retry|compaction/.test(word)),
      enabled: [session.autoRetryEnabled, session.autoCompactionEnabled],
    };
  }),

  "a branch that is left with a summary": withSession(async ({ session, respond }, pi) => {
    respond(pi.ai.fauxAssistantMessage("A."), pi.ai.fauxAssistantMessage("B."));
    await session.prompt("First.");
    await session.prompt("Second.");
    await tick();
    const [first] = session.getUserMessagesForForking();
    respond(pi.ai.fauxAssistantMessage("## Goal\nGo back."));
    const { summaryEntry, ...back } = await session.navigateTree(first?.entryId ?? "", {
      summarize: true,
      label: "left",
    });
    return { back, type: summaryEntry?.type, entries: entryTypes(session), roles: roles(session) };
  }),

  "a command that is stopped, and one behind a run": withWaiting(async (host, pi, tool) => {
    const { session, respond } = host;
    const stopped = session.executeBash("sleep 30");
    const running = session.isBashRunning;
    session.abortBash();
    const { cancelled, exitCode } = await stopped;
    respond(callsWait(pi), pi.ai.fauxAssistantMessage("Waited."));
    const prompt = session.prompt("Wait.");
    await tool.begun;
    await session.executeBash("echo meanwhile");
    const pending = [session.hasPendingBashMessages, roles(session)];
    tool.release();
    await prompt;
    await session.executeBash("echo behind");
    respond(pi.ai.fauxAssistantMessage("Seen."));
    await session.prompt("And?");
    await tick();
    return { running, cancelled, exitCode, pending, entries: entryTypes(session) };
  }),

  async "a runtime: new sessions, forks, other files, and what they are told"(pi) {
    using folder = workspace();
    const { runtime, respond, end } = await startRuntime(pi, folder.path);
    const bound: string[] = [];
    runtime.setRebindSession(async (session) => void bound.push(session.sessionId));
    respond("A.");
    await runtime.session.prompt("First.");
    respond("B.");
    await runtime.session.prompt("Second.");
    await tick();
    const first = runtime.session;
    const [, second] = first.getUserMessagesForForking();
    const forked = await runtime.fork(second?.entryId ?? "");
    const forkedRoles = roles(runtime.session);
    const created = await runtime.newSession({
      parentSession: first.sessionFile ?? "",
      setup: async (manager) =>
        void manager.appendMessage({ role: "user", content: "set up", timestamp: 1 }),
    });
    const newRoles = roles(runtime.session);
    const parent = runtime.session.sessionManager.getHeader()?.parentSession === first.sessionFile;
    const switched = await runtime.switchSession(first.sessionFile ?? "");
    const switchedRoles = roles(runtime.session);
    const at = runtime.session.sessionManager.getLeafId() ?? "";
    const copied = await runtime.fork(at, { position: "at" });
    const result = {
      forked,
      forkedRoles,
      created,
      newRoles,
      parent,
      switched,
      switchedRoles,
      copied,
      copiedRoles: roles(runtime.session),
      bound: bound.length,
      differ: new Set([first.sessionId, ...bound]).size,
      wrong: await outcome(() => runtime.fork("nowhere")),
      missing:
        (await outcome(() => runtime.importFromJsonl(folder.at("none.jsonl")))) !== undefined,
    };
    await end();
    return result;
  },

  async "a session over a socket: tools, files, entries"(pi) {
    await using server = await vendorServer({
      steps: [
        {
          toolCalls: [{ id: "1", name: "write", arguments: { path: "a.txt", content: "hello\n" } }],
        },
        { toolCalls: [{ id: "2", name: "read", arguments: { path: "a.txt" } }] },
        { text: "It says hello." },
      ],
    });
    using folder = workspace();
    const session = await wireSession(pi, folder.path, server.baseUrl("anthropic-messages"));
    await session.prompt("Write and read.");
    const results = session.messages.filter((message: Loose) => message.role === "toolResult");
    const { headers, body }: Loose = server.requests[0];
    const seen = {
      results: results.map(({ content }: Loose) => content),
      last: session.getLastAssistantText(),
      requests: server.requests.length,
      key: headers["x-api-key"],
      team: headers["x-team"],
      thinking: body.thinking.budget_tokens,
      tools: body.tools.map(({ name }: Loose) => name),
    };
    session.dispose();
    return seen;
  },
};
