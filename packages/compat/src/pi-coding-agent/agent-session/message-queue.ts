import type { Agent } from "../../pi-agent-core/agent.ts";
import type { AgentMessage } from "../../pi-agent-core/types.ts";
import type { ImageContent } from "../../pi-ai/types.ts";
import { contentText, userMessage } from "./message-text.ts";
import type { EmitSessionEvent } from "./session-event.ts";

/** The words that wait for the agent, as hosts show them; the messages themselves wait in the agent's own queues. */
export interface WaitingMessages {
  readonly steering: readonly string[];
  readonly followUp: readonly string[];
  readonly size: number;
  steer(text: string, images?: readonly ImageContent[]): void;
  followUpWith(text: string, images?: readonly ImageContent[]): void;
  /** Takes the words of a message away that is being delivered. */
  delivered(message: AgentMessage): void;
  /** Empties both, the agent's queues too, and gives what was in them. */
  clear(): { steering: string[]; followUp: string[] };
}

export function createWaitingMessages(agent: Agent, emit: EmitSessionEvent): WaitingMessages {
  let steering: string[] = [];
  let followUp: string[] = [];
  const changed = () =>
    emit({ type: "queue_update", steering: [...steering], followUp: [...followUp] });
  return {
    get steering() {
      return steering;
    },
    get followUp() {
      return followUp;
    },
    get size() {
      return steering.length + followUp.length;
    },
    steer(text, images) {
      steering.push(text);
      agent.steer(userMessage(text, images));
      changed();
    },
    followUpWith(text, images) {
      followUp.push(text);
      agent.followUp(userMessage(text, images));
      changed();
    },
    delivered(message) {
      if (message.role !== "user") return;
      const text = contentText(message.content);
      const queue = [steering, followUp].find((texts) => texts.includes(text));
      if (queue === undefined || text === "") return;
      queue.splice(queue.indexOf(text), 1);
      changed();
    },
    clear() {
      const cleared = { steering, followUp };
      steering = [];
      followUp = [];
      agent.clearAllQueues();
      changed();
      return cleared;
    },
  };
}
