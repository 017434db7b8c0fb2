import type { AgentEvent } from "@argent/agent";
import { AiError, type Clock, type ImageContent, type UserMessage } from "@argent/ai";
import type { Conversation } from "./conversation.ts";
import type { Desk } from "./desk.ts";
import { createWaitingWords } from "./waiting-words.ts";

/** What is said to the agent, at once or when it is its turn. */
export interface Prompts extends Pick<Conversation, "prompt" | "clearQueue" | "queued"> {
  /** Takes notice of a message that does not wait any more. */
  observe(event: AgentEvent): void;
}

export function createPrompts(desk: () => Desk, clock: Clock): Prompts {
  const words = createWaitingWords();
  const queued = () => words.of(desk().seat.agent);
  const tellQueue = () => desk().listeners.tell({ type: "queue_changed", ...queued() });

  return {
    get queued() {
      return queued();
    },
    prompt: (text, { images = [], whenBusy, onAccepted } = {}) =>
      desk().inTurn(async (signal) => {
        const { runner, seat } = desk();
        if (runner.isRunning && whenBusy === undefined) throw busyError();
        const message = userMessage(await seat.expand(text), images, clock.now());
        // The run may have ended while the command was expanded, and another one cannot have begun.
        if (!runner.isRunning) {
          await desk().claim();
          if (signal.aborted) throw new AiError("aborted", "It was stopped before it began.");
          onAccepted?.("started");
          return runner.start(message);
        }
        words.remember(message, text);
        if (whenBusy === "followUp") seat.agent.followUp(message);
        else seat.agent.steer(message);
        onAccepted?.("queued");
        void tellQueue();
      }),
    clearQueue() {
      const taken = queued();
      desk().seat.agent.clearAllQueues();
      void tellQueue();
      return taken;
    },
    observe(event) {
      if (event.type === "message_start" && words.forget(event.message)) void tellQueue();
    },
  };
}

function userMessage(
  text: string,
  images: readonly ImageContent[],
  timestamp: number,
): UserMessage {
  return { role: "user", content: [{ type: "text", text }, ...images], timestamp };
}

function busyError(): AiError {
  return new AiError(
    "invalid_request",
    "The agent is working. Say whether this is to steer it or to follow when it is done.",
  );
}
