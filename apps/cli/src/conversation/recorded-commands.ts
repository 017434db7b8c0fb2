import type { BashExecutionMessage } from "@argent/agent";
import { appendBeside } from "./contention.ts";
import type { Conversation } from "./conversation.ts";
import type { Desk } from "./desk.ts";
import type { UserCommands } from "./user-commands.ts";

/**
 * The person's commands as a part of the conversation. While a run works they wait for its end, because nothing may
 * stand between a call and its result.
 */
export interface RecordedCommands extends Pick<Conversation, "runCommand" | "abortCommand"> {
  hasMore(): boolean;
  finish(): Promise<void>;
}

export function createRecordedCommands(
  desk: () => Desk,
  commands: () => UserCommands,
): RecordedCommands {
  const waiting: BashExecutionMessage[] = [];

  async function record(message: BashExecutionMessage): Promise<void> {
    const { seat, listeners } = desk();
    await appendBeside(() => seat.session.appendMessage(message), listeners);
    seat.agent.appendMessage(message);
  }

  return {
    async runCommand(command, options = {}) {
      if (!desk().runner.isRunning) await desk().inTurn(() => desk().claim());
      const message = await commands().run(command, options);
      if (desk().runner.isRunning) waiting.push(message);
      else await desk().inTurn(() => record(message));
      return message;
    },
    abortCommand: () => commands().abort(),
    hasMore: () => waiting.length > 0,
    async finish() {
      for (let message = waiting.shift(); message; message = waiting.shift()) {
        try {
          await record(message);
        } catch (cause) {
          const reason = cause instanceof Error ? cause.message : String(cause);
          const text = `The command "${message.command}" could not be written into the session: ${reason}`;
          await desk().listeners.tell({ type: "warning", message: text, cause });
        }
      }
    },
  };
}
