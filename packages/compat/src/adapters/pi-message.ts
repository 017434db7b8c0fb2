import {
  type AssistantMessage,
  emptyUsage,
  errorFromText,
  type Message,
  type Model,
  type StopReason,
} from "@argent/ai";
import type { PiAssistantMessage } from "./pi-types.ts";

/**
 * A message of Pi's as ours. The two are the same but for what Pi's providers leave on the blocks of an answer while it
 * streams, which some of its versions also stored. A message that is clean is returned as it is.
 */
export function fromPiMessage(message: Message | PiAssistantMessage): Message {
  return message.role === "assistant" ? withoutScratch(message) : message;
}

/**
 * The last message of a Pi stream, with what ours say of a failure and of an unknown price. A stop reason that Pi added
 * later and that means something else than an end is an error.
 */
export function fromPiAnswer(answer: PiAssistantMessage, model: Model): AssistantMessage {
  const { usage = emptyUsage(), stopReason } = answer;
  const message: AssistantMessage = {
    ...withoutScratch(answer),
    usage: model.pricing ? usage : { ...usage, cost: { known: false, ...usage.cost } },
  };
  if (!stopReasons.includes(stopReason)) {
    message.stopReason = "error";
    message.errorMessage ??= `Pi stopped for the reason ${JSON.stringify(stopReason)}, which Argent cannot go on from.`;
  }
  if (message.stopReason === "aborted") {
    message.errorMessage ??= "Request was aborted";
    message.error ??= { kind: "aborted", retryable: false };
  } else if (message.stopReason === "error") {
    message.errorMessage ??= "The provider reported an error.";
    message.error ??= errorFromText(message.errorMessage, model.provider).toMessageError();
  }
  return message;
}

const stopReasons: readonly StopReason[] = ["stop", "length", "toolUse", "error", "aborted"];

/** A copy of an answer that Pi goes on writing to. */
export function copyOfPartial(partial: PiAssistantMessage): AssistantMessage {
  return { ...partial, content: partial.content.map(withoutScratchFields) };
}

/** By 0.73.1. */
const scratchFields = ["index", "partialJson", "partialArgs", "streamIndex"];

function withoutScratch(message: PiAssistantMessage): AssistantMessage {
  const { content } = message;
  const isClean = !content.some((block) =>
    scratchFields.some((name) => Object.hasOwn(block, name)),
  );
  return isClean ? message : { ...message, content: content.map(withoutScratchFields) };
}

/** A block without what Pi's providers keep on it for themselves. */
export function withoutScratchFields<Block extends object>(block: Block): Block {
  const copy = { ...block };
  for (const name of scratchFields) Reflect.deleteProperty(copy, name);
  return copy;
}
