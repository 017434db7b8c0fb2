import type { Agent } from "../../pi-agent-core/agent.ts";
import type { AgentMessage } from "../../pi-agent-core/types.ts";
import type { AssistantMessage } from "../../pi-ai/types.ts";
import type { AutoRetry } from "./auto-retry.ts";
import { lastAnswer } from "./message-text.ts";
import type { SessionCompaction } from "./session-compaction.ts";
import { modelOf } from "./session-parts.ts";

export interface RunDriver {
  /** Runs the agent, and again until nothing is left: retries, compactions, and messages that came too late for the run. */
  drive(start: () => Promise<unknown>): Promise<void>;
  /** Lets the work under way end without another run. */
  stop(): void;
}

export interface DriverParts {
  agent: Agent;
  retry: AutoRetry;
  compaction: SessionCompaction;
  /** After each run, before anything else. */
  onRunEnd(): void;
}

export function createRunDriver({ agent, retry, compaction, onRunEnd }: DriverParts): RunDriver {
  let stops = 0;

  /** Whether the agent has to go on. */
  const hasMore = async (answer: AssistantMessage | undefined): Promise<boolean> => {
    if (answer === undefined) return false;
    const isFailed = answer.stopReason === "error";
    if (await retry.mayRetry(answer, modelOf({ agent })?.contextWindow ?? 0)) {
      dropFailures(agent);
      return true;
    }
    const outcome = await compaction.afterAnswer(answer);
    if (outcome === "retry") {
      dropFailures(agent);
      return true;
    }
    return !isFailed && answer.stopReason !== "aborted" && agent.hasQueuedMessages();
  };

  return {
    async drive(start) {
      const before = stops;
      for (let run = start; ; run = () => agent.continue()) {
        await run();
        onRunEnd();
        const answer = lastAnswer(agent.state.messages);
        if (stops > before || !(await hasMore(answer)) || stops > before) return;
      }
    },
    stop() {
      stops += 1;
    },
  };
}

/** Answers that failed, or had no room to begin, are asked for again; they stay in the session's file. */
function dropFailures(agent: Agent): void {
  const isFailure = (message: AgentMessage) =>
    message.role === "assistant" &&
    (message.stopReason === "error" ||
      (message.stopReason === "length" && message.usage.output === 0));
  const { messages } = agent.state;
  const kept = messages.findLastIndex((message) => !isFailure(message)) + 1;
  agent.state.messages = messages.slice(0, kept);
}
