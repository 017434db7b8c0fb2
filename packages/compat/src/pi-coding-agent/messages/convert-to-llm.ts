import { convertToLlm as convert } from "@argent/agent";
import type { Message } from "../../pi-ai/types.ts";
import type { CodingAgentMessage } from "./custom-messages.ts";

/** What a model sees of a transcript: the coding agent's messages as the user's words, a host's own not at all. */
export function convertToLlm(messages: readonly CodingAgentMessage[]): Message[] {
  return convert(messages);
}
