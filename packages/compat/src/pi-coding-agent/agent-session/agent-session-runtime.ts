import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Loose } from "../../pi-ai/loose.ts";
import { SessionManager } from "../session/session-manager.ts";
import type { AgentSession } from "./agent-session.ts";
import type {
  AgentSessionRuntimeDiagnostic,
  AgentSessionServices,
} from "./agent-session-services.ts";
import type { CreateAgentSessionResult } from "./create-agent-session.ts";
import { contentText } from "./message-text.ts";

export interface CreateAgentSessionRuntimeResult extends CreateAgentSessionResult {
  services: AgentSessionServices;
  diagnostics: AgentSessionRuntimeDiagnostic[];
}

interface RuntimeTarget {
  cwd: string;
  agentDir: string;
  sessionManager: SessionManager;
  sessionStartEvent?: Loose;
}

/** Makes a session and its services for a folder and a session file. */
export type CreateAgentSessionRuntimeFactory = (
  target: RuntimeTarget,
) => Promise<CreateAgentSessionRuntimeResult>;

type WithSession = (context: Loose) => Promise<void>;

/**
 * The session of a program and what replaces it: a new one, another file, a fork. The session before is stopped and
 * finished first, so that what it still has to say is in its file.
 */
export class AgentSessionRuntime {
  #current: CreateAgentSessionRuntimeResult;
  readonly #create: CreateAgentSessionRuntimeFactory;
  #rebind: ((session: AgentSession) => Promise<void>) | undefined;
  #beforeInvalidate: (() => void) | undefined;

  constructor(
    session: AgentSession,
    services: AgentSessionServices,
    createRuntime: CreateAgentSessionRuntimeFactory,
    diagnostics: AgentSessionRuntimeDiagnostic[] = [],
    modelFallbackMessage?: string,
  ) {
    const extensionsResult = services.resourceLoader.getExtensions();
    this.#current = { session, services, diagnostics, modelFallbackMessage, extensionsResult };
    this.#create = createRuntime;
  }

  get session(): AgentSession {
    return this.#current.session;
  }

  get services(): AgentSessionServices {
    return this.#current.services;
  }

  get cwd(): string {
    return this.services.cwd;
  }

  get diagnostics(): readonly AgentSessionRuntimeDiagnostic[] {
    return this.#current.diagnostics;
  }

  get modelFallbackMessage(): string | undefined {
    return this.#current.modelFallbackMessage;
  }

  /** Called with every session that replaces another. */
  setRebindSession(rebindSession?: (session: AgentSession) => Promise<void>): void {
    this.#rebind = rebindSession;
  }

  /** Called before a session is ended. */
  setBeforeSessionInvalidate(beforeSessionInvalidate?: () => void): void {
    this.#beforeInvalidate = beforeSessionInvalidate;
  }

  /** @throws Error when the file is no session, or its folder is gone. */
  async switchSession(
    sessionPath: string,
    options: { cwdOverride?: string; withSession?: WithSession } = {},
  ): Promise<{ cancelled: boolean }> {
    const { cwdOverride, withSession } = options;
    await this.#replace(SessionManager.open(sessionPath, undefined, cwdOverride), { withSession });
    return { cancelled: false };
  }

  async newSession(
    options: {
      parentSession?: string;
      setup?: (sessionManager: SessionManager) => Promise<void>;
      withSession?: WithSession;
    } = {},
  ): Promise<{ cancelled: boolean }> {
    const { parentSession, setup, withSession } = options;
    const manager = this.#newManager(parentSession);
    await this.#replace(manager, { setup, withSession });
    return { cancelled: false };
  }

  /**
   * Goes on from an entry in a session of its own: before a message of the user's, or with `"at"` behind any entry.
   *
   * @throws Error when there is no such entry.
   */
  async fork(
    entryId: string,
    options: { position?: "before" | "at"; withSession?: WithSession } = {},
  ): Promise<{ cancelled: boolean; selectedText?: string | undefined }> {
    const { position = "before", withSession } = options;
    const entry = this.session.sessionManager.getEntry(entryId);
    const isUsers = entry?.type === "message" && entry.message.role === "user";
    if (!entry || (position === "before" && !isUsers)) {
      throw new Error("Invalid entry ID for forking");
    }
    const leafId = position === "at" ? entry.id : entry.parentId;
    const selectedText =
      position === "before" && isUsers && entry.message.role === "user"
        ? contentText(entry.message.content)
        : undefined;
    await this.session.abort();
    await this.#replace(this.#forked(leafId), { withSession });
    return { cancelled: false, selectedText };
  }

  /**
   * Copies a session file beside the others and goes on with the copy; one of the same name is not overwritten.
   *
   * @throws Error when there is no such file, or its folder is gone.
   */
  async importFromJsonl(inputPath: string, cwdOverride?: string): Promise<{ cancelled: boolean }> {
    const source = resolve(inputPath);
    if (!existsSync(source)) throw new Error(`File not found: ${source}`);
    const sessionDir = this.session.sessionManager.getSessionDir();
    mkdirSync(sessionDir, { recursive: true });
    const destination = freePath(sessionDir, source);
    if (destination !== source) copyFileSync(source, destination);
    await this.#replace(SessionManager.open(destination, sessionDir, cwdOverride), {});
    return { cancelled: false };
  }

  async dispose(): Promise<void> {
    await this.#endCurrent();
  }

  #newManager(parentSession: string | undefined): SessionManager {
    const { sessionManager } = this.session;
    if (!sessionManager.isPersisted()) {
      const manager = SessionManager.inMemory(this.cwd);
      if (parentSession) manager.newSession({ parentSession });
      return manager;
    }
    const manager = SessionManager.create(this.cwd, sessionManager.getSessionDir());
    if (parentSession) manager.newSession({ parentSession });
    return manager;
  }

  #forked(leafId: string | null): SessionManager {
    const { sessionManager, sessionFile } = this.session;
    if (leafId === null) return this.#newManager(sessionFile);
    if (!sessionManager.isPersisted() || !sessionFile) {
      sessionManager.createBranchedSession(leafId);
      return sessionManager;
    }
    const sessionDir = sessionManager.getSessionDir();
    // The file may not be there yet; then what is in memory is all there is.
    const source = existsSync(sessionFile)
      ? SessionManager.open(sessionFile, sessionDir)
      : sessionManager;
    const forked = source.createBranchedSession(leafId);
    if (!forked) throw new Error("Failed to create forked session");
    return existsSync(forked) ? SessionManager.open(forked, sessionDir) : source;
  }

  async #replace(
    sessionManager: SessionManager,
    options: {
      setup?: ((manager: SessionManager) => Promise<void>) | undefined;
      withSession?: WithSession | undefined;
    },
  ): Promise<void> {
    assertFolder(sessionManager, this.cwd);
    await this.#endCurrent();
    const { agentDir } = this.services;
    this.#current = await this.#create({ cwd: sessionManager.getCwd(), agentDir, sessionManager });
    if (options.setup) {
      await options.setup(this.session.sessionManager);
      this.session.agent.state.messages =
        this.session.sessionManager.buildSessionContext().messages;
    }
    await this.#rebind?.(this.session);
    await options.withSession?.(this.session.createReplacedSessionContext());
  }

  async #endCurrent(): Promise<void> {
    await this.session.abort();
    this.#beforeInvalidate?.();
    this.session.dispose();
  }
}

/** The first session of a program, and the way to the next ones. */
export async function createAgentSessionRuntime(
  createRuntime: CreateAgentSessionRuntimeFactory,
  options: RuntimeTarget,
): Promise<AgentSessionRuntime> {
  assertFolder(options.sessionManager, options.cwd);
  const { session, services, diagnostics, modelFallbackMessage } = await createRuntime(options);
  return new AgentSessionRuntime(
    session,
    services,
    createRuntime,
    diagnostics,
    modelFallbackMessage,
  );
}

function assertFolder(session: SessionManager, fallback: string): void {
  const file = session.getSessionFile();
  const cwd = session.getCwd();
  if (!file || !cwd || existsSync(cwd)) return;
  throw new Error(
    `Stored session working directory does not exist: ${cwd}\nSession file: ${file}\nCurrent working directory: ${fallback}`,
  );
}

function freePath(folder: string, source: string): string {
  const name = basename(source);
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : name.replace(/(\.jsonl)?$/, `-${number}$1`);
    const path = join(folder, candidate);
    if (path === source || !existsSync(path)) return path;
  }
}
