import { type SessionEntry, summariseBranch } from "@argent/agent";
import { AiError, type Clock } from "@argent/ai";
import { contentText } from "./content-text.ts";
import type { NavigateOptions } from "./conversation.ts";
import { entryOf } from "./entry-of.ts";
import type { Listeners } from "./listeners.ts";
import type { Seat } from "./seat.ts";

/**
 * Goes to an entry of the session, and to before a message of the user, so that it can be said differently.
 *
 * @throws AiError `aborted`, or what the provider said, when a summary was asked for and could not be written; nothing
 * has changed then.
 */
export async function navigate(
  seat: Seat,
  entryId: string | null,
  options: NavigateOptions & { signal: AbortSignal; clock: Clock | undefined },
  { tell }: Listeners,
): Promise<{ editorText?: string }> {
  const { session, agent } = seat;
  await session.load();
  const entry = entryId === null ? undefined : entryOf(session, entryId);
  const editorText = entry && textToSay(entry);
  const targetId = entry && editorText !== undefined ? entry.parentId : entryId;
  if (options.summarize && (await summarise())) {
    // The summary is where the conversation goes on now.
  } else if (targetId === null) {
    await session.resetLeaf();
  } else {
    await session.branch(targetId);
  }
  seat.reload();
  return editorText === undefined ? {} : { editorText };

  async function summarise(): Promise<boolean> {
    const { model, thinkingLevel: thinking } = agent.state;
    const { instructions, signal, clock } = options;
    const outcome = await summariseBranch({
      session,
      targetId,
      instructions,
      signal,
      clock,
      stream: agent.streamFn,
      model,
      thinking,
      emit: (event) => tell(event),
    });
    if (outcome.type === "summarised") return true;
    if (outcome.reason === "nothing_to_summarise") return false;
    throw new AiError(outcome.reason === "aborted" ? "aborted" : "server", outcome.message);
  }
}

/** What a person would say again: the text of a user message. */
function textToSay(entry: SessionEntry): string | undefined {
  if (entry.type === "message" && entry.message.role === "user") {
    return contentText(entry.message.content);
  }
  return entry.type === "custom_message" ? contentText(entry.content) : undefined;
}
