import { AiError } from "@argent/ai";
import { EventStream } from "../adapters/event-stream.ts";
import type { AssistantMessage, AssistantMessageEvent } from "./types.ts";

/** The stream of one answer. Its terminal event, `done` or `error`, is its result. */
export class AssistantMessageEventStream extends EventStream<
  AssistantMessageEvent,
  AssistantMessage
> {
  constructor() {
    super((event) => event.type === "done" || event.type === "error", outcomeOf);
  }
}

export function createAssistantMessageEventStream(): AssistantMessageEventStream {
  return new AssistantMessageEventStream();
}

function outcomeOf(event: AssistantMessageEvent): AssistantMessage {
  if (event.type === "done") return event.message;
  if (event.type === "error") return event.error;
  throw new AiError("stream_misuse", `"${event.type}" does not end a stream.`);
}
