import {
  type AiError,
  createPartialMessage,
  type ErrorEvent,
  type StreamEvent,
  type TerminalEvent,
  type TurnRequest,
} from "@argent/ai";
import { failedAnswer } from "./failed-answer.ts";
import { createPiBlockReader } from "./pi-block-reader.ts";
import { copyOfPartial, fromPiAnswer } from "./pi-message.ts";
import type { PiAssistantMessage, PiAssistantMessageEvent } from "./pi-types.ts";
import { withPartial } from "./with-partial.ts";

/** Turns the events of one Pi stream into ours, whatever order they come in. */
export interface PiEventReader {
  /** Usually one event. Starts that Pi left out come first, and a call without a name waits for it. */
  read(event: PiAssistantMessageEvent): StreamEvent[];
  /** The terminal event of an answer that came without one. */
  end(answer: PiAssistantMessage): TerminalEvent;
  /** The terminal event of a stream that broke off, with what had arrived. */
  fail(error: AiError): ErrorEvent;
}

/** `now`: milliseconds since the epoch. The events keep Pi's `partial`, out of the way of JSON. */
export function createPiEventReader(request: TurnRequest, now: number): PiEventReader {
  const { model } = request;
  const arrived = createPartialMessage(model, now);
  const readBlock = createPiBlockReader();
  let hasStarted = false;

  function begin(source: PiAssistantMessageEvent & { partial: PiAssistantMessage }): StreamEvent[] {
    if (hasStarted) return [];
    hasStarted = true;
    const { provider, api, model: id, responseId } = source.partial;
    return [{ type: "start", provider, api, model: id, ...(responseId && { responseId }) }];
  }

  function end(answer: PiAssistantMessage): TerminalEvent {
    const message = fromPiAnswer(answer, model);
    const warnings = warningsFor(request);
    if (warnings.length > 0) message.warnings = [...(message.warnings ?? []), ...warnings];
    const reason = message.stopReason;
    return reason === "error" || reason === "aborted"
      ? { type: "error", reason, error: message }
      : { type: "done", reason, message };
  }

  return {
    read(event) {
      if (event.type === "done") return [end({ ...event.message, stopReason: event.reason })];
      if (event.type === "error") return [end({ ...event.error, stopReason: event.reason })];
      const own = event.type === "start" ? begin(event) : [...begin(event), ...readBlock(event)];
      for (const one of own) arrived.apply(one);
      return own.map((one) => withPartial(one, () => copyOfPartial(event.partial)));
    },
    end,
    fail: (error) => failedAnswer(arrived.snapshot(), error),
  };
}

/** What Pi's simple options cannot ask for. */
function warningsFor({
  toolChoice = "auto",
  stopSequences,
  responseSchema,
}: TurnRequest): string[] {
  const asked = {
    toolChoice: toolChoice !== "auto",
    stopSequences: stopSequences !== undefined && stopSequences.length > 0,
    responseSchema: responseSchema !== undefined,
  };
  return Object.entries(asked).flatMap(([name, isAsked]) =>
    isAsked ? [`Pi's streams have no option for ${name}; it may not have counted.`] : [],
  );
}
