import { resolve } from "node:path";
import type { ArgentSessionManager } from "@argent/agent";
import { AiError } from "@argent/ai";
import { contentText } from "./content-text.ts";
import type { Conversation, ConversationEvent } from "./conversation.ts";
import type { ConversationOptions, SessionChoice } from "./conversation-options.ts";
import type { Desk } from "./desk.ts";
import { entryOf } from "./entry-of.ts";
import { openSession } from "./open-session.ts";
import { type SessionSettings, sessionSettings } from "./session-settings.ts";

type Reason = Extract<ConversationEvent, { type: "session_changed" }>["reason"];

/** Other sessions in the place of the one that is open. The run is stopped before, and what waits in the queue is dropped. */
export function createSessionSwitching(
  desk: Desk,
  options: ConversationOptions,
): Pick<Conversation, "startNew" | "open" | "fork" | "clone"> {
  /** Opens the other one first, so that the conversation stays where it is when that fails. */
  async function change(choice: SessionChoice, reason: Reason): Promise<void> {
    const { session: left } = desk.seat;
    const isSame = choice.type === "file" && resolve(choice.path) === left.getSessionFile();
    if (isSame) await left.close(); // two managers of one process would keep each other from writing
    const opened = await openSession(choice, options, true);
    const settings = choice.type === "file" ? await settingsOf(opened) : undefined;
    await desk.sit(opened, settings);
    if (!isSame) await left.close();
    await changed(reason);
    const warning = settings?.warning;
    if (warning !== undefined) await desk.listeners.tell({ type: "warning", message: warning });
  }

  /** What was asked for at the start holds for the session that is opened first, as from a list. */
  function settingsOf(opened: ArgentSessionManager): Promise<SessionSettings> {
    const isFirst = desk.seat.session.getLeafId() === null;
    const { model, thinkingLevel } = isFirst ? options : {};
    const defaultModel = () => desk.settings.model;
    return sessionSettings(opened, { ...options, model, thinkingLevel, defaultModel });
  }

  /** Goes on in a new session that ends with an entry. */
  async function branchOff(entryId: string, reason: Reason): Promise<void> {
    const { session } = desk.seat;
    await session.createBranchedSession(entryId);
    await desk.sit(session);
    await changed(reason);
  }

  async function changed(reason: Reason): Promise<void> {
    await desk.listeners.tell({ type: "session_changed", reason });
    await desk.listeners.tell({ type: "queue_changed", steering: [], followUp: [] });
  }

  function startNew(parentSession: string | undefined, reason: Reason): Promise<void> {
    const isMemory = options.session.type === "memory";
    return change(isMemory ? { type: "memory" } : { type: "new", parentSession }, reason);
  }

  return {
    startNew: ({ parentSession } = {}) => desk.alone(() => startNew(parentSession, "new")),
    open: (path) => desk.alone(() => change({ type: "file", path }, "open")),
    fork: (entryId) =>
      desk.alone(async () => {
        const { session } = desk.seat;
        await session.load();
        const entry = entryOf(session, entryId);
        if (entry.type !== "message" || entry.message.role !== "user") {
          const what =
            entry.type === "message" ? `message of role ${entry.message.role}` : entry.type;
          throw new AiError(
            "invalid_request",
            `Only a message of the user can be forked from, but "${entryId}" is a ${what}.`,
          );
        }
        if (entry.parentId === null) await startNew(session.getSessionFile(), "fork");
        else await branchOff(entry.parentId, "fork");
        return contentText(entry.message.content);
      }),
    clone: () =>
      desk.alone(async () => {
        const leafId = desk.seat.session.getLeafId();
        if (leafId === null) throw new AiError("invalid_request", "There is nothing to clone yet.");
        await branchOff(leafId, "clone");
      }),
  };
}
