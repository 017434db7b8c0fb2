import type { Loose } from "../pi-ai/loose.ts";
import type { AgentMessage } from "./types.ts";

/** Messages that went through Argent's loop, as the host put them in: only its own types know all of them. */
export function hostMessages(messages: readonly Loose[]): AgentMessage[] {
  return [...messages];
}
