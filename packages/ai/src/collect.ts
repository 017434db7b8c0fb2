import { AiError } from "./error.ts";
import type { StreamEvent } from "./event.ts";
import type { AssistantMessage } from "./message.ts";

/**
 * Reads a stream to its end and returns the message of its terminal event.
 *
 * @throws AiError `network` when the stream ends without a terminal event, which a conforming provider never does.
 */
export async function collect(events: AsyncIterable<StreamEvent>): Promise<AssistantMessage> {
  for await (const event of events) {
    if (event.type === "done") return event.message;
    if (event.type === "error") return event.error;
  }
  throw new AiError(
    "network",
    'The stream ended without a terminal event. A provider must end with one "done" or "error".',
  );
}
