import type { MessageBuilder } from "../wire/message-builder.ts";
import type { Answer, AnswerBlock } from "./answer.ts";
import { splitText } from "./split-text.ts";
import { stepError } from "./step-error.ts";

/** Plays an answer on a builder, one event between any two yields. */
export function* playAnswer(builder: MessageBuilder, answer: Answer): Generator<void, void> {
  const { usage, error } = answer;
  if (error !== undefined && answer.blocks.length === 0) {
    builder.fail(stepError(error));
    return;
  }
  const prompt = {
    input: usage.input ?? 0,
    cacheRead: usage.cacheRead,
    cacheWrite: usage.cacheWrite,
  };
  builder.start();
  builder.setUsage(prompt);
  yield;
  for (const block of answer.blocks) yield* playBlock(builder, block, answer.deltaSize);
  builder.setUsage({ ...usage, ...prompt });
  if (error === undefined) builder.finish(answer.stopReason);
  else builder.fail(stepError(error));
}

function* playBlock(
  builder: MessageBuilder,
  block: AnswerBlock,
  deltaSize: number,
): Generator<void, void> {
  const contentIndex = startBlock(builder, block);
  yield;
  for (const delta of splitText(textOfBlock(block), deltaSize)) {
    builder.delta(contentIndex, delta);
    yield;
  }
  const content = builder.message.content[contentIndex];
  if (block.type === "thinking" && content?.type === "thinking") {
    if (block.signature !== undefined) content.thinkingSignature = block.signature;
    if (block.redacted) content.redacted = true;
  }
  builder.end(contentIndex);
  yield;
}

function startBlock(builder: MessageBuilder, block: AnswerBlock): number {
  switch (block.type) {
    case "text":
      return builder.startText();
    case "thinking":
      return builder.startThinking();
    case "toolCall":
      return builder.startToolCall(block.id, block.name);
  }
}

function textOfBlock(block: AnswerBlock): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "thinking":
      return block.redacted ? "" : block.thinking;
    case "toolCall":
      return block.rawArguments;
  }
}
