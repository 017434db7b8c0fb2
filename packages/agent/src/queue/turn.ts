import type { MessageRole, QueuedMessage } from "./run-queue.ts";

/** What the one executor of a queue is given to run. */
export interface Turn<Metadata = Record<string, unknown>> {
  /** For `EnqueueOptions.parent`. */
  readonly id: string;
  readonly sessionKey: string;
  /** The messages' texts, after a note about messages that the queue had to drop; see `keepNote`. */
  readonly content: string;
  readonly role: MessageRole;
  /** The last message's. */
  readonly metadata: Metadata | undefined;
  /** More than one in a merged turn. */
  readonly messages: readonly QueuedMessage<Metadata>[];
  /** Milliseconds that the first message waited. */
  readonly waitedMs: number;
  /** Aborted when the turn is no longer wanted; the reason is a `QueueError`. */
  readonly signal: AbortSignal;
  /** Says that the run is alive; a run that is silent for too long is timed out. */
  progress(): void;
  /**
   * Says that nobody has read the note in `content`: it goes to the next turn. That of a turn that rejects goes there by
   * itself.
   */
  keepNote(): void;
  /** Lets the run be steered: it gets the session's `steer` messages that wait now, and those that come. */
  acceptSteering(deliver: DeliverSteering<Metadata>): void;
}

/**
 * Hands a message to the run. The run calls `consumed` when the message is in its transcript; a message that is not
 * there when the run ends is a `followup`. The returned function takes the message back, and says whether it could.
 */
export type DeliverSteering<Metadata = Record<string, unknown>> = (
  message: QueuedMessage<Metadata>,
  consumed: () => void,
) => () => boolean;

/** Runs a turn. While it has not settled the session runs nothing else, unless the turn timed out. */
export type ExecuteTurn<Result extends object, Metadata = Record<string, unknown>> = (
  turn: Turn<Metadata>,
) => Promise<Result>;
