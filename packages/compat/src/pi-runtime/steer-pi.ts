import type { AgentEvent, AgentListener, AgentMessage, SteeredAgent } from "@argent/agent";
import type { PiAgent } from "./pi-agent.ts";

/**
 * Pi's agent as the queue steers it. Pi takes a message after the tools that run; it cannot take one back, so its queue
 * is emptied and filled again.
 */
export function steerPi(pi: PiAgent): {
  agent: SteeredAgent;
  /** To be called with every event of the run. */
  tell(event: AgentEvent): Promise<void>;
} {
  const listeners = new Set<AgentListener>();
  const waiting = new Set<AgentMessage>();
  const never = new AbortController().signal;
  return {
    agent: {
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      steer(message) {
        waiting.add(message);
        pi.steer(message);
      },
      withdraw(message) {
        if (!waiting.delete(message)) return false;
        pi.clearSteeringQueue();
        for (const other of waiting) pi.steer(other);
        return true;
      },
    },
    async tell(event) {
      if (event.type === "message_start") waiting.delete(event.message);
      for (const listener of listeners) await listener(event, never);
    },
  };
}
