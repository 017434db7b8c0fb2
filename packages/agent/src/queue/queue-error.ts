/** Why a message got no turn, or its turn no result. */
export type QueueErrorCode =
  /** The session's queue was full; see `summarized`. */
  | "dropped"
  /** `clear` gave the message up. */
  | "cleared"
  /** A later message of mode `interrupt` came first. */
  | "interrupted"
  /** The sender's signal or `abort`. */
  | "aborted"
  /** The run showed no sign of life for too long. */
  | "timeout"
  /** A message with this id and route has been taken already. */
  | "duplicate"
  /** The message's session waits, directly or not, for the turn that wants to wait for the message. */
  | "would_deadlock"
  | "draining"
  | "closed";

/** Which message got no turn. */
export interface QueueErrorFields {
  sessionKey: string;
  /** Absent when it is about a turn of several messages. */
  messageId?: string | undefined;
  /** Dropped, but the next turn is told about it. */
  summarized?: boolean | undefined;
}

const brand = Symbol.for("@argent/agent/queue-error");

/** Why a message has no result of its own. Recognised by a brand, so that two copies of the package agree. */
export class QueueError extends Error {
  readonly code: QueueErrorCode;
  readonly sessionKey: string;
  readonly messageId: string | undefined;
  readonly summarized: boolean;

  constructor(code: QueueErrorCode, fields: QueueErrorFields) {
    super(messageOf(code, fields));
    this.name = "QueueError";
    this.code = code;
    this.sessionKey = fields.sessionKey;
    this.messageId = fields.messageId;
    this.summarized = fields.summarized ?? false;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Use this instead of `instanceof`, which fails between two copies of the package. */
  static isInstance(value: unknown): value is QueueError {
    return typeof value === "object" && value !== null && brand in value;
  }
}

function messageOf(code: QueueErrorCode, { sessionKey, messageId, summarized }: QueueErrorFields) {
  const session = `session ${JSON.stringify(sessionKey)}`;
  const message = messageId === undefined ? "The message" : `Message ${JSON.stringify(messageId)}`;
  switch (code) {
    case "dropped":
      return `${message} was dropped, because the queue of ${session} is full. ${summarized ? "The next turn is told about it." : "Send it again when earlier messages are answered, or raise the cap."}`;
    case "cleared":
      return `Queue cleared: ${session} gave up what was waiting. Send the message again if it is still wanted.`;
    case "interrupted":
      return `A later message interrupted ${session}. Send this one again if it is still wanted.`;
    case "aborted":
      return `The turn of ${session} was aborted.`;
    case "timeout":
      return `The run of ${session} was silent for too long and was given up. Raise timeoutMs if it may take longer.`;
    case "duplicate":
      return `${message} of ${session} has been taken already. Nothing is to be done; its first sender gets the answer.`;
    case "would_deadlock":
      return `${session} waits for the turn that asks, so that turn cannot wait for it. Send the message without a parent, and do not wait for its answer inside the turn.`;
    case "draining":
      return "The queue is draining and takes no more messages. Send the message again after the restart.";
    case "closed":
      return "The queue is closed: it takes nothing more, and what waited or worked was given up.";
  }
}
