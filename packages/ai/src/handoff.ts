import { alternate } from "./handoff/alternate.ts";
import { cleanMessage } from "./handoff/clean-message.ts";
import { pairResults } from "./handoff/pair-results.ts";
import type { Message } from "./message.ts";
import type { Model } from "./model.ts";

/** What of a model decides how a conversation is handed to it. */
export type HandoffModel = Pick<Model, "id" | "provider" | "api" | "input" | "compat">;

/**
 * The conversation as a model can take it over, whoever produced it: what the wire would refuse is removed, answered
 * or renamed, and what only its own model understands is left out. The given messages are never changed; those that
 * need nothing come back as the same objects, and handing over twice changes nothing more.
 *
 * - Failed and aborted answers are dropped together with their results, and so are results without a call.
 * - Every call has exactly one result, directly behind it and in call order; a missing one is an error result.
 * - Call ids fit the protocol and are unique; an id depends on earlier messages only, so cached prefixes stay stable.
 * - Thinking and signatures go back to exactly the model (provider, api and id) that made them.
 * - Images become placeholders for a model without vision; half characters, blank text and empty messages go.
 * - Where the vendor insists, neighbours of one role are merged and the first message is the user's.
 */
export function handoff(messages: readonly Message[], model: HandoffModel): Message[] {
  const cleaned: Message[] = [];
  for (const message of pairResults(messages, model)) {
    const clean = cleanMessage(message, model);
    if (clean) cleaned.push(clean);
  }
  return alternate(cleaned, model);
}
