import type { Model } from "@argent/ai";
import type { Conversation } from "../conversation/conversation.ts";
import type { CommandFields } from "./command-fields.ts";
import type { OutputRecord } from "./output-record.ts";

/** What the commands work with. */
export interface RpcContext {
  conversation: Conversation;
  /** Whether the provider is about to be asked again. */
  isRetrying(): boolean;
  /** The models that can be asked with the keys that there are. */
  availableModels(): Promise<readonly Model[]>;
  send(record: OutputRecord): void;
}

/** Does what a command says and calls `reply` once, with the data of the response. What it throws is the response else. */
export type RpcHandler = (
  command: CommandFields,
  context: RpcContext,
  reply: (data?: unknown) => void,
) => Promise<void>;

/** A handler whose response is what the function gives when it is done. */
export function replying(
  handle: (command: CommandFields, context: RpcContext) => unknown,
): RpcHandler {
  return async (command, context, reply) => reply(await handle(command, context));
}
