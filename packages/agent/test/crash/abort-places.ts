import type { Provider, StreamEvent, TurnRequest } from "@argent/ai";
import type { ScriptedStep } from "@argent/ai/testing";
import type { AgentRun } from "../../src/agent-run.ts";
import { ArgentSessionManager } from "../../src/session/session-manager.ts";
import { assistant, user } from "../../src/testing/messages.ts";
import type { AgentTool } from "../../src/tool.ts";
import { tool } from "../loop-kit.ts";

/** Somewhere a run can be when it is aborted. The provider has been asked once by then. */
export interface AbortPlace {
  name: string;
  steps: ScriptedStep<unknown>[];
  tools: AgentTool[];
  session: ArgentSessionManager;
  contextWindow: number;
  /** Resolves when the run is there. */
  reached(run: AgentRun, provider: WatchedProvider): Promise<void>;
}

/** The places in which a run that nobody holds up must settle at once. */
export async function abortPlaces(): Promise<AbortPlace[]> {
  const waiting = waitingTool();
  const base = { tools: [], session: ArgentSessionManager.inMemory(), contextWindow: 200_000 };
  return [
    {
      ...base,
      name: "in the middle of an answer",
      steps: [{ text: "One two three.", deltaSize: 4, fault: { type: "stall", afterEvents: 4 } }],
      reached: (run) => once(run, "message_update"),
    },
    {
      ...base,
      name: "while tools run in parallel",
      steps: [{ toolCalls: [{ name: "wait" }, { name: "wait" }, { name: "wait" }] }],
      tools: [waiting.tool],
      session: ArgentSessionManager.inMemory(),
      reached: () => waiting.started(3),
    },
    {
      ...base,
      name: "while it waits to try again",
      steps: [{ error: { kind: "overloaded" } }],
      session: ArgentSessionManager.inMemory(),
      reached: (run) => once(run, "retry"),
    },
    {
      ...base,
      name: "while the conversation is compacted",
      steps: [{ text: "So far.", fault: { type: "stall", afterEvents: 2 } }],
      session: await longSession(),
      contextWindow: 8_000,
      reached: async (run, provider) => {
        await Promise.all([once(run, "compaction_start"), provider.asked]);
      },
    },
  ];
}

export interface WatchedProvider extends Provider {
  readonly callCount: number;
  /** Resolves with the first request. */
  readonly asked: Promise<void>;
}

export function watched(provider: Provider): WatchedProvider {
  let callCount = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    id: provider.id,
    asked: promise,
    get callCount() {
      return callCount;
    },
    complete: provider.complete,
    stream(request: TurnRequest): AsyncIterable<StreamEvent> {
      callCount++;
      resolve();
      return provider.stream(request);
    },
  };
}

function once(run: AgentRun, type: "message_update" | "retry" | "compaction_start"): Promise<void> {
  return new Promise((resolve) => {
    run.on(type, () => resolve());
  });
}

/** A tool that waits until it is aborted. */
function waitingTool() {
  let count = 0;
  let look = () => {};
  return {
    tool: tool("wait", (_, __, signal) => {
      count++;
      look();
      return new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new Error("stopped")));
      });
    }),
    started: (wanted: number) =>
      new Promise<void>((resolve) => {
        look = () => {
          if (count === wanted) resolve();
        };
        look();
      }),
  };
}

async function longSession(): Promise<ArgentSessionManager> {
  const session = ArgentSessionManager.inMemory();
  for (let turn = 0; turn < 20; turn++) {
    await session.appendMessage(user("question ".repeat(200)));
    await session.appendMessage(assistant("answer ".repeat(200)));
  }
  return session;
}
