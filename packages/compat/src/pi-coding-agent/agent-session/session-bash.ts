import type { Loose } from "../../pi-ai/loose.ts";
import type { BashExecutionMessage } from "../messages/custom-messages.ts";
import { type BashOperations, createLocalBashOperations } from "../tools/bash-operations.ts";
import { type BashResult, executeBashWithOperations } from "../tools/execute-bash.ts";
import type { SessionParts } from "./session-parts.ts";

/** Commands of the user's, which the model is told of unless they are excluded. */
export interface SessionBash {
  readonly isRunning: boolean;
  readonly hasPending: boolean;
  execute(
    command: string,
    onChunk?: (chunk: string) => void,
    options?: { excludeFromContext?: boolean; operations?: BashOperations },
  ): Promise<BashResult>;
  /** Puts a result into the transcript; while a run is under way, behind it. */
  record(command: string, result: BashResult, options?: { excludeFromContext?: boolean }): void;
  /** Puts what waited into the transcript. */
  flush(): void;
  abort(): void;
}

export function createSessionBash(parts: SessionParts): SessionBash {
  const { agent, sessionManager, settingsManager } = parts;
  const running = new Set<AbortController>();
  let pending: BashExecutionMessage[] = [];

  const add = (message: BashExecutionMessage) => {
    sessionManager.appendMessage(message);
    const shown: Loose = message;
    agent.state.messages = [...agent.state.messages, shown];
  };

  const bash: SessionBash = {
    get isRunning() {
      return running.size > 0;
    },
    get hasPending() {
      return pending.length > 0;
    },
    async execute(command, onChunk, options = {}) {
      const prefix = settingsManager.getShellCommandPrefix();
      const local = () => createLocalBashOperations({ shellPath: settingsManager.getShellPath() });
      const abort = new AbortController();
      running.add(abort);
      try {
        const result = await executeBashWithOperations(
          prefix ? `${prefix}\n${command}` : command,
          sessionManager.getCwd(),
          options.operations ?? local(),
          { onChunk, signal: abort.signal },
        );
        bash.record(command, result, options);
        return result;
      } finally {
        running.delete(abort);
      }
    },
    record(command, result, { excludeFromContext } = {}) {
      const message: BashExecutionMessage = {
        role: "bashExecution",
        command,
        ...result,
        timestamp: Date.now(),
        excludeFromContext,
      };
      if (agent.state.isStreaming) pending.push(message);
      else add(message);
    },
    flush() {
      const waited = pending;
      pending = [];
      for (const message of waited) add(message);
    },
    abort() {
      for (const abort of running) abort.abort();
    },
  };
  return bash;
}
