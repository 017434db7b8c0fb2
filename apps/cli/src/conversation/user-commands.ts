import type { BashExecutionMessage } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { type Clock, systemClock } from "@argent/ai";
import { captureCommand } from "@argent/tools";
import type { RunCommandOptions } from "./conversation.ts";

/** Commands that the person runs beside the conversation. */
export interface UserCommands {
  run(command: string, options: RunCommandOptions): Promise<BashExecutionMessage>;
  abort(): void;
}

export function createUserCommands(
  env: ExecutionEnv,
  secrets: readonly string[],
  clock: Clock = systemClock,
): UserCommands {
  const running = new Set<AbortController>();
  return {
    async run(command, { excludeFromContext, onOutput }) {
      const abort = new AbortController();
      running.add(abort);
      try {
        const { signal } = abort;
        const { end, output } = await captureCommand(command, {
          env,
          secrets,
          signal,
          onText: onOutput,
        });
        const { truncated, fullOutputPath } = output.facts;
        return {
          role: "bashExecution",
          command,
          output: output.text(),
          ...(end.exitCode !== null && { exitCode: end.exitCode }),
          cancelled: end.endedBy === "abort",
          truncated,
          ...(fullOutputPath !== undefined && { fullOutputPath }),
          ...(excludeFromContext && { excludeFromContext }),
          timestamp: clock.now(),
        };
      } finally {
        running.delete(abort);
      }
    },
    abort() {
      for (const abort of running) abort.abort();
    },
  };
}
