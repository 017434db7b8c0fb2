import type { BashExecutionMessage } from "@argent/agent";
import { textOf } from "@argent/ai";
import type { Conversation } from "../conversation/conversation.ts";
import { CommandError } from "./command-fields.ts";
import { type RpcHandler, replying } from "./rpc-handler.ts";

/** Saying something, stopping it, commands of the person, and what was said. */
export const talkCommands: Record<string, RpcHandler> = {
  prompt: (command, { conversation }, reply) =>
    conversation.prompt(command.text("message"), {
      images: command.images(),
      whenBusy: command.optionalOneOf("streamingBehavior", ["steer", "followUp"]),
      onAccepted: (disposition) => reply({ disposition }),
    }),
  steer: saying("steer"),
  follow_up: saying("followUp"),
  abort: replying((_, { conversation }) => conversation.abort()),
  clear_queue: replying((_, { conversation }) => conversation.clearQueue()),
  abort_retry: replying(async (_, { conversation, isRetrying }) => {
    if (isRetrying()) await conversation.abort();
  }),
  set_auto_retry: replying((command, { conversation }) =>
    conversation.setAutoRetry(command.flag("enabled")),
  ),
  set_steering_mode: replying((command, { conversation }) =>
    conversation.setSteeringMode(command.oneOf("mode", ["all", "one-at-a-time"])),
  ),
  set_follow_up_mode: replying((command, { conversation }) =>
    conversation.setFollowUpMode(command.oneOf("mode", ["all", "one-at-a-time"])),
  ),
  compact: replying(async (command, { conversation }) => {
    const outcome = await conversation.compact(command.optionalText("customInstructions"));
    if (outcome.type === "stopped") throw new CommandError(outcome.message);
    const { summary, firstKeptEntryId, tokensBefore, tokensAfter } = outcome;
    return { summary, firstKeptEntryId, tokensBefore, tokensAfter };
  }),
  set_auto_compaction: replying((command, { conversation }) =>
    conversation.setAutoCompaction(command.flag("enabled")),
  ),
  bash: replying(async (command, { conversation, send }) => {
    const { id } = command;
    const ran = await conversation.runCommand(command.text("command"), {
      excludeFromContext: command.optionalFlag("excludeFromContext"),
      onOutput: (delta) => send({ type: "bash_execution_update", id, delta }),
    });
    return bashResult(ran);
  }),
  abort_bash: replying((_, { conversation }) => conversation.abortCommand()),
  get_messages: replying((_, { conversation: { messages } }) => ({ messages })),
  get_last_assistant_text: replying((_, { conversation }) => ({ text: lastAnswer(conversation) })),
};

function saying(whenBusy: "steer" | "followUp"): RpcHandler {
  return (command, { conversation }, reply) =>
    conversation.prompt(command.text("message"), {
      images: command.images(),
      whenBusy,
      onAccepted: (disposition) => reply({ disposition }),
    });
}

function bashResult({
  output,
  exitCode,
  cancelled,
  truncated,
  fullOutputPath,
}: BashExecutionMessage) {
  return { output, exitCode, cancelled, truncated, fullOutputPath };
}

/** `null` when there is none. An answer that was aborted before it said anything is none. */
function lastAnswer({ messages }: Conversation): string | null {
  for (const message of messages.toReversed()) {
    if (message.role !== "assistant") continue;
    if (message.stopReason === "aborted" && message.content.length === 0) continue;
    return textOf(message).trim() || null;
  }
  return null;
}
