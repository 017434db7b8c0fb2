import type { AgentEvent } from "../event.ts";
import type { AgentMessage } from "../message.ts";
import { branchMessages } from "../session/session-context.ts";
import { SessionError } from "../session/session-error.ts";
import type { ArgentSessionManager } from "../session/session-manager.ts";
import type { Run } from "./runtime.ts";
import type { OpenSessionRequest, SessionStore } from "./session-store.ts";

/** See `Run`. */
export type FinishedMessages = NonNullable<Run["finishedMessages"]>;

/** Knows which entries of its session a turn has made, so that its messages can be read again. */
export interface TurnJournal {
  /** For the run of the turn: what is opened here is the session that is meant. */
  readonly sessions: SessionStore;
  /** Notes where the message of a `message_end` event stands; told of every event, when its message is written. */
  note(event: AgentEvent): void;
  readonly finishedMessages: FinishedMessages;
  /** The run has let the session go; from now on it is opened anew to be read. */
  release(): void;
}

export function createTurnJournal(store: SessionStore): TurnJournal {
  /** In the order of `seq`. Of each message only the place is kept. */
  const places: { readonly seq: number; readonly entryId: string }[] = [];
  let session: ArgentSessionManager | undefined;
  let opened: OpenSessionRequest | undefined;
  /** Everything of this turn that has not been noted stands behind it. */
  let noted: string | null = null;

  async function reopen(): Promise<ArgentSessionManager> {
    if (opened === undefined || store.read === undefined) {
      const message =
        "The messages of the run cannot be read again: its session store has no `read`.";
      throw new SessionError("read_failed", message);
    }
    return store.read(opened);
  }

  return {
    sessions: {
      async open({ sessionKey, sessionFile, cwd }) {
        opened = { sessionKey, sessionFile, cwd };
        session = await store.open(opened);
        noted = session.getLeafId();
        return session;
      },
    },
    note(event) {
      if (event.type !== "message_end" || event.seq === undefined || session === undefined) return;
      const entryId = findEntry(session, event.message, noted);
      if (entryId === undefined) return;
      places.push({ seq: event.seq, entryId });
      // Results are written as their tools finish, and told in the order of the calls.
      if (event.message.role !== "toolResult") noted = entryId;
    },
    async *finishedMessages(after, before) {
      const wanted = places.filter(({ seq }) => seq > after && seq < before);
      if (wanted.length === 0) return;
      const isOurs = session === undefined;
      const source = session ?? (await reopen());
      try {
        for (const { seq, entryId } of wanted) {
          yield { seq, message: await messageAt(source, entryId) };
        }
      } finally {
        if (isOurs) await source.close();
      }
    },
    release() {
      session = undefined;
    },
  };
}

/** The entry of a message that was written a moment ago, behind the entry `noted`. */
function findEntry(
  session: ArgentSessionManager,
  message: AgentMessage,
  noted: string | null,
): string | undefined {
  let entry = session.getLeafEntry();
  while (entry !== undefined && entry.id !== noted) {
    if (entry.type === "custom_message" && message.role === "custom") return entry.id;
    if (entry.type === "message" && isSame(entry.message, message)) return entry.id;
    entry = entry.parentId === null ? undefined : session.getEntry(entry.parentId);
  }
  return undefined;
}

/** Among the entries behind a noted one, which hold one message that is no result and the results of one answer. */
function isSame(written: AgentMessage, told: AgentMessage): boolean {
  if (written.role !== "toolResult" || told.role !== "toolResult")
    return written.role === told.role;
  return written.toolCallId === told.toolCallId;
}

async function messageAt(session: ArgentSessionManager, entryId: string): Promise<AgentMessage> {
  // Of a long session only the end is there at once.
  if (session.getEntry(entryId) === undefined) await session.load();
  const entry = session.getEntry(entryId);
  const [message] = entry ? branchMessages([entry]) : [];
  if (message !== undefined) return message;
  const name = session.getSessionFile();
  const reason = `The session ${name ?? ""} has no message ${entryId} any more.`;
  throw new SessionError("not_found", reason, { session: name, entryId });
}
