import type { UserMessage } from "@argent/ai";
import type { Agent } from "../agent.ts";
import type { AgentMessage } from "../message.ts";
import type { QueuedMessage } from "./run-queue.ts";
import type { Turn } from "./turn.ts";

/** What steering needs of an agent. */
export type SteeredAgent = Pick<Agent, "subscribe" | "withdraw"> & {
  steer(message: AgentMessage): void;
};

/**
 * Lets the run of an agent be steered by the session's `steer` messages, and reports its progress to the turn. The
 * agent's `steeringPolicy` decides what happens to running tools; `"cancel-running"` stops them. Call it once per turn,
 * with an agent of its own.
 */
export function steerAgent<Metadata>(turn: Turn<Metadata>, agent: SteeredAgent): void {
  const receipts = new Map<AgentMessage, () => void>();
  agent.subscribe((event) => {
    turn.progress();
    if (event.type === "message_end") receipts.get(event.message)?.();
  });
  turn.acceptSteering((message, consumed) => {
    const steering = toUserMessage(message);
    receipts.set(steering, consumed);
    agent.steer(steering);
    return () => agent.withdraw(steering);
  });
}

function toUserMessage<Metadata>({ content, enqueuedAt }: QueuedMessage<Metadata>): UserMessage {
  return { role: "user", content: [{ type: "text", text: content }], timestamp: enqueuedAt };
}
