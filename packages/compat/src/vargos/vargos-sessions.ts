import { createHash } from "node:crypto";
import { basename } from "node:path";
import {
  ArgentSessionManager,
  type OpenSessionRequest,
  SessionError,
  type SessionStore,
} from "@argent/agent";
import { type AssistantMessage, emptyUsage, systemClock } from "@argent/ai";
import { createFileLocks } from "@argent/tools";
import { ownFileName, type Surroundings, sessionFileOf, workspaceOf } from "./places.ts";

/** A message that a program puts into a session without a run. */
export interface SessionMessage {
  sessionKey: string;
  content: string;
  /** `system` is a message of the host itself; the model reads it as the user's. */
  role: "user" | "assistant" | "system";
  /** Kept in the session, never shown to the model. */
  metadata?: Record<string, unknown> | undefined;
  /** Default: the file of the key. */
  sessionFile?: string | undefined;
  /** Gives up waiting for a session that is being written. */
  signal?: AbortSignal | undefined;
}

/** The sessions of the page's programs. */
export interface Sessions {
  /**
   * Appends a message to the session of a key, which is made if there is none, and resolves to the entry's id. While a
   * run works in that session it waits for the run's end, so do not await it inside one.
   *
   * @throws SessionError when it cannot be written; the signal's reason.
   */
  addMessage(message: SessionMessage): Promise<string>;
}

/** The sessions of the page's programs, for them and for the runtime: whoever opens a file has it alone. */
export function createVargosSessions(surroundings: Surroundings): Sessions & SessionStore {
  const locks = createFileLocks();

  async function openNow(
    request: OpenSessionRequest,
    claim: (session: ArgentSessionManager) => Promise<void>,
  ): Promise<ArgentSessionManager> {
    const { sessionKey, sessionFile, cwd } = request;
    const { path, isOwn } = sessionFileOf(surroundings, sessionKey, sessionFile);
    const session = await ArgentSessionManager.open(path, { cwd });
    try {
      if (session.readOnly) await claim(session);
      if (!isOwn || (await belongsTo(session, sessionKey, path))) return session;
    } catch (cause) {
      await session.close();
      throw cause;
    }
    await session.close();
    return openNow({ ...request, sessionFile: besides(path, sessionKey) }, claim);
  }

  /** Also while it is being written; what is read again has been opened before, so its name says whose it is. */
  async function read({ sessionKey, sessionFile, cwd }: OpenSessionRequest) {
    const { path, isOwn } = sessionFileOf(surroundings, sessionKey, sessionFile);
    const session = await ArgentSessionManager.open(path, { cwd, readOnly: true });
    if (!isOwn || isOf(session, sessionKey, path)) return session;
    await session.close();
    const besidesIt = besides(path, sessionKey);
    return ArgentSessionManager.open(besidesIt, { cwd, readOnly: true });
  }

  return {
    read,

    open(request) {
      const { promise, resolve, reject } = Promise.withResolvers<ArgentSessionManager>();
      const { path } = sessionFileOf(surroundings, request.sessionKey, request.sessionFile);
      const held = locks.run(path, async () => {
        const session = await openNow(request, refuseOthers);
        const closed = Promise.withResolvers<void>();
        const close = session.close.bind(session);
        // The runtime closes the session at the end of its run; only then may the next one open it.
        session.close = () => close().finally(closed.resolve);
        resolve(session);
        await closed.promise;
      });
      held.catch(reject);
      return promise;
    },

    async addMessage({ content, role, metadata, signal, ...place }) {
      const { path } = sessionFileOf(surroundings, place.sessionKey, place.sessionFile);
      return locks.run(path, async () => {
        signal?.throwIfAborted();
        const request = { ...place, cwd: workspaceOf(surroundings) };
        const session = await openNow(request, (opened) => opened.waitForLease(signal));
        try {
          return await append(session, role, content, metadata);
        } finally {
          await session.close();
        }
      });
    },
  };
}

async function refuseOthers(session: ArgentSessionManager): Promise<void> {
  const path = session.getSessionFile();
  throw new SessionError(
    "lease_held",
    `Another process is writing the session ${path}. Wait until it has ended, or use another session.`,
    { session: path, holder: session.leaseHolder },
  );
}

/** A key names its session the first time, so that a key with the same file name is told from it. */
async function belongsTo(
  session: ArgentSessionManager,
  sessionKey: string,
  path: string,
): Promise<boolean> {
  if (session.getSessionName() === undefined) await session.appendSessionInfo(sessionKey);
  return isOf(session, sessionKey, path);
}

/** Whether a session is a key's, or not named by any key with that file. */
function isOf(session: ArgentSessionManager, sessionKey: string, path: string): boolean {
  const name = session.getSessionName();
  if (name === undefined || name === sessionKey) return true;
  // Without regard to case, because some file systems have none.
  return ownFileName(name).toLowerCase() !== basename(path).toLowerCase();
}

/** The file of a key whose own file is another key's. */
function besides(path: string, sessionKey: string): string {
  const hash = createHash("sha256").update(sessionKey).digest("hex").slice(0, 16);
  return path.replace(/\.jsonl$/, `%x${hash}.jsonl`);
}

async function append(
  session: ArgentSessionManager,
  role: SessionMessage["role"],
  content: string,
  metadata: SessionMessage["metadata"],
): Promise<string> {
  const timestamp = systemClock.now();
  if (role === "system") {
    return session.appendCustomMessageEntry("vargos.system", content, true, metadata);
  }
  const message =
    role === "user" ? { role, content, timestamp } : answerOfTheHost(content, timestamp);
  const added = session.appendMessage(message);
  if (metadata === undefined) return added;
  // Goes out in the same write, as the child of the message that it is about.
  const [id] = await Promise.all([added, session.appendCustomEntry("vargos.metadata", metadata)]);
  return id;
}

/** An answer that no model gave. */
function answerOfTheHost(text: string, timestamp: number): AssistantMessage {
  return {
    role: "assistant",
    content: [{ type: "text", text }],
    api: "vargos",
    provider: "vargos",
    model: "vargos",
    usage: emptyUsage(),
    stopReason: "stop",
    timestamp,
  };
}
