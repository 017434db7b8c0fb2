import type { UserMessage } from "@argent/ai";
import type { Agent } from "../agent.ts";
import type { AgentMessage } from "../message.ts";
import type { QueuedMessage } from "./run-queue.ts";
import type { Turn } from "./turn.ts";

/** What steering needs of an agent. */
export type SteeredAgent = Pick<Agent, "subscribe" | "withdraw"> & {
  /** Queues a message for the run that works now. */
  steer(message: AgentMessage): void;
};

/** How messages are read, and who hears that one has arrived. */
export interface SteerAgentOptions<Metadata = Record<string, unknown>> {
  /**
   * What a message says to the agent, for example the text that a command stands for. What it gives at once the agent has
   * at once. A message for which it throws or rejects, and those after it, are not for this run. Default: its content.
   */
  read?: ((message: QueuedMessage<Metadata>) => string | Promise<string>) | undefined;
  /** The message is in the agent's transcript. */
  onConsumed?: ((message: QueuedMessage<Metadata>) => void) | undefined;
}

/**
 * Lets the run of an agent be steered by the session's `steer` messages, and reports its progress to the turn. The
 * agent's `steeringPolicy` decides what happens to running tools; `"cancel-running"` stops them. Call it once per turn,
 * with an agent of its own.
 */
export function steerAgent<Metadata>(
  turn: Turn<Metadata>,
  agent: SteeredAgent,
  { read = ({ content }) => content, onConsumed }: SteerAgentOptions<Metadata> = {},
): void {
  const receipts = new Map<AgentMessage, () => void>();
  /** The messages that are still being read; whoever comes later waits for them. */
  let line: Promise<void> | undefined;

  agent.subscribe((event) => {
    turn.progress();
    if (event.type === "message_end") receipts.get(event.message)?.();
  });
  turn.acceptSteering((message, consumed) => {
    let steering: UserMessage | undefined;
    let isWithdrawn = false;
    const hand = (text: string) => {
      if (isWithdrawn) return;
      steering = { role: "user", content: [{ type: "text", text }], timestamp: message.enqueuedAt };
      receipts.set(steering, () => {
        onConsumed?.(message);
        consumed();
      });
      agent.steer(steering);
    };
    const text = read(message);
    if (line === undefined && typeof text === "string") hand(text);
    else {
      const place = Promise.all([text, line]).then(([known]) => hand(known));
      line = place;
      // After a failure the line stays as it is, so that nothing overtakes the message.
      place.then(
        () => {
          if (line === place) line = undefined;
        },
        () => {},
      );
    }
    return () => {
      if (steering) return agent.withdraw(steering);
      isWithdrawn = true;
      return true;
    };
  });
}
