import type { HandoffModel } from "../handoff.ts";
import type { AssistantMessage } from "../message.ts";

/** Whether the model made this message itself, so that its signatures and ids mean something to it. */
export function isOwnMessage(message: AssistantMessage, model: HandoffModel): boolean {
  return (
    message.model === model.id && message.provider === model.provider && message.api === model.api
  );
}
