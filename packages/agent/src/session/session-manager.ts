import { resolve } from "node:path";
import { type Clock, sleep, systemClock, type Usage } from "@argent/ai";
import type { AgentMessage, CustomMessage } from "../message.ts";
import { branchLines, copySession, writeNewLog } from "./copy-session.ts";
import { deleteSession } from "./delete-session.ts";
import type { ContextEditEntry, EntryDraft, SessionEntry, SessionHeader } from "./entry.ts";
import type { EntryLog, LeaseHolder } from "./entry-log.ts";
import { fileEntryLog } from "./file-entry-log.ts";
import { findRecentSession, listAllSessions, listSessions } from "./list-sessions.ts";
import { memoryEntryLog } from "./memory-entry-log.ts";
import { createJournal, fileAt, openJournal, type SessionPlace } from "./open-journal.ts";
import { answerInterruptedCalls } from "./repair.ts";
import { searchSessions } from "./search-sessions.ts";
import { branchContext, type SessionContext, settingsOf } from "./session-context.ts";
import { sessionFileFor } from "./session-files.ts";
import { newHeader } from "./session-header.ts";
import { type EntryPlace, SessionJournal } from "./session-journal.ts";
import type {
  CreateSessionOptions,
  ForkSessionOptions,
  OpenSessionOptions,
  SessionOptions,
} from "./session-options.ts";
import type { SessionTree, SessionTreeNode } from "./session-tree.ts";
import type { SessionWarning } from "./session-warning.ts";

/**
 * A conversation as a tree of entries in an append-only log, in Pi's format. Appends resolve when the entry is durable
 * (see `SessionOptions.durability`) and reject with a `SessionError`: `read_only`, `closed`, `invalid_entry`,
 * `session_changed` (a `SessionChanged`), `lease_lost` or `write_failed`. Nothing that was rejected is in the log or in
 * the tree. What is loaded can be read synchronously: the whole session, or, of a long one that was compacted, at least
 * what its context needs until `load()` was awaited.
 */
export class ArgentSessionManager {
  /** The sessions of a working directory, the latest first; see `listSessions`. */
  static readonly list = listSessions;
  /** The sessions of every working directory, the latest first; see `listAllSessions`. */
  static readonly listAll = listAllSessions;
  /** Finds words in everything that was said; see `searchSessions`. */
  static readonly search = searchSessions;
  /** Removes a session's file. Rejects with `lease_held` while somebody writes it, else as `open` with `mustExist`. */
  static readonly delete = deleteSession;

  #journal: SessionJournal;
  #place: SessionPlace;
  readonly #options: SessionOptions;
  readonly #clock: Clock;
  /** Interrupted tool calls of an old file are answered with the first append. */
  #repairIsDue: boolean;

  private constructor(journal: SessionJournal, place: SessionPlace, options: SessionOptions) {
    this.#journal = journal;
    this.#place = place;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#repairIsDue = journal.isOld;
  }

  /**
   * Starts a session. Its file is made with the first entry, so that a session nobody used leaves nothing behind.
   *
   * @throws SessionError `already_exists` or `not_a_session` when there is content in its place, `read_failed`;
   *   TypeError when no place is named.
   */
  static async create(cwd: string, options: CreateSessionOptions): Promise<ArgentSessionManager> {
    const { journal, place } = await createJournal(cwd, options);
    return new ArgentSessionManager(journal, place, options);
  }

  /** A session that is gone with the process. */
  static inMemory(cwd = "", options: SessionOptions = {}): ArgentSessionManager {
    const clock = options.clock ?? systemClock;
    const header = newHeader(clock.now(), { cwd });
    const journal = new SessionJournal(memoryEntryLog(), header, clock);
    return new ArgentSessionManager(journal, { kind: "memory" }, options);
  }

  /**
   * Opens a session, given its file or its log, for writing. When somebody else is writing it, it is opened read-only
   * and follows with `refresh` or `watch`. Tool calls that were interrupted get their results. A file that does not exist
   * or is empty becomes a new session. An old format is brought up to date with the first append, which keeps the
   * original beside it.
   *
   * @throws SessionError `not_found` with `mustExist`, `not_a_session`, `unsupported_version`, `read_failed`,
   *   `write_failed`.
   */
  static async open(
    source: string | EntryLog,
    options: OpenSessionOptions = {},
  ): Promise<ArgentSessionManager> {
    const { journal, place } = await openJournal(source, options);
    return new ArgentSessionManager(journal, place, options);
  }

  /** Opens the session of a working directory that was written last, or starts one. Rejects as `open` and `create` do. */
  static async continueRecent(
    cwd: string,
    options: SessionOptions & { sessionDir: string },
  ): Promise<ArgentSessionManager> {
    const recent = await findRecentSession(options.sessionDir, cwd);
    return recent
      ? ArgentSessionManager.open(recent, { ...options, cwd })
      : ArgentSessionManager.create(cwd, options);
  }

  /**
   * Copies a whole session, all branches of it, to a new file for another working directory, and opens the copy.
   *
   * @throws SessionError `not_found`, `not_a_session`, `unsupported_version`, `read_failed`, `write_failed`.
   */
  static async forkFrom(
    sourceFile: string,
    cwd: string,
    options: ForkSessionOptions,
  ): Promise<ArgentSessionManager> {
    const file = await copySession(resolve(sourceFile), cwd, options);
    return ArgentSessionManager.open(file, options);
  }

  /** Names a session. Rejects with `read_only` while somebody writes it, else as `open` and an append do. */
  static async rename(file: string, name: string): Promise<void> {
    const session = await ArgentSessionManager.open(file, { mustExist: true });
    try {
      await session.appendSessionInfo(name);
    } finally {
      await session.close();
    }
  }

  /** Appends below the leaf, which it becomes; resolves to the entry's id. */
  appendMessage(message: AgentMessage): Promise<string> {
    return this.#append({ type: "message", message });
  }

  /** The thinking level that holds from here on; resolves to the entry's id. */
  appendThinkingLevelChange(thinkingLevel: string): Promise<string> {
    return this.#append({ type: "thinking_level_change", thinkingLevel });
  }

  /** The model that holds from here on; resolves to the entry's id. */
  appendModelChange(provider: string, modelId: string): Promise<string> {
    return this.#append({ type: "model_change", provider, modelId });
  }

  /**
   * Puts a summary in the place of what came before. `firstKeptEntryId` is the oldest entry that stays in the context
   * beside it (`undefined`: none does), `tokensBefore` the tokens of the context until now. Resolves to the entry's id.
   */
  appendCompaction(
    summary: string,
    firstKeptEntryId: string | undefined,
    tokensBefore: number,
    details?: unknown,
    fromHook?: boolean,
    usage?: Usage,
  ): Promise<string> {
    const id = this.#journal.newEntryId();
    const draft = { type: "compaction" as const, summary, tokensBefore, details, fromHook, usage };
    // What is still on its way to the log is not in the tree, so only an idle journal can say what is in force.
    const inForce = this.#journal.isIdle
      ? { ...settingsOf(this.getBranch(), this.#journal.before), ...this.#tree.memory() }
      : undefined;
    return this.#append({ ...draft, firstKeptEntryId: firstKeptEntryId ?? id, inForce }, { id });
  }

  /** State of an extension; no model sees it. */
  appendCustomEntry(customType: string, data?: unknown): Promise<string> {
    return this.#append({ type: "custom", customType, data });
  }

  /** A message of an extension; the model sees it as the user's. `timestamp` is the message's, by default now. */
  appendCustomMessageEntry(
    customType: string,
    content: CustomMessage["content"],
    display: boolean,
    details?: unknown,
    timestamp?: number,
  ): Promise<string> {
    const draft = { type: "custom_message" as const, customType, content, display, details };
    return this.#append(draft, { at: timestamp });
  }

  /** Another content for an earlier entry from here on (`null`: none); the entry itself stays. */
  appendContextEdit(
    targetId: string,
    replacement: ContextEditEntry["replacement"],
  ): Promise<string> {
    return this.#append({ type: "context_edit", targetId, replacement });
  }

  /** Names the session; an empty name takes the name away. */
  appendSessionInfo(name: string): Promise<string> {
    return this.#append({ type: "session_info", name: name.replace(/[\r\n]+/g, " ").trim() });
  }

  /** Labels an entry; an empty label, or none, takes it away. Rejects with `not_found` for an unknown entry. */
  async appendLabelChange(targetId: string, label: string | undefined): Promise<string> {
    if (!this.#tree.has(targetId)) await this.load();
    this.#journal.assertEntry(targetId);
    return this.#append({ type: "label", targetId, label: label || undefined });
  }

  /** As `appendLabelChange`. */
  async setLabel(targetId: string, label: string | undefined): Promise<void> {
    await this.appendLabelChange(targetId, label);
  }

  /** Goes on from an earlier entry, also for whoever opens the session next. Rejects with `not_found` for an unknown one. */
  async branch(entryId: string): Promise<void> {
    if (!this.isLoaded) await this.load();
    this.#journal.assertEntry(entryId);
    this.#journal.assertWritable();
    await this.#journal.moveLeaf(entryId);
  }

  /** Goes on before the first entry. Rejects as an append does. */
  async resetLeaf(): Promise<void> {
    this.#journal.assertWritable();
    await this.#journal.moveLeaf(null);
  }

  /**
   * Goes on from an earlier entry (`null`: before the first one) with a summary of the branch that is left; resolves to
   * the summary's id. Rejects with `not_found` for an unknown entry.
   */
  async branchWithSummary(
    entryId: string | null,
    summary: string,
    details?: unknown,
    fromHook?: boolean,
    usage?: Usage,
  ): Promise<string> {
    if (!this.isLoaded) await this.load();
    if (entryId !== null) this.#journal.assertEntry(entryId);
    const fromId = entryId ?? "root";
    return this.#append(
      { type: "branch_summary", fromId, summary, details, fromHook, usage },
      { parentId: entryId },
    );
  }

  /**
   * Writes the branch of an entry to a new session, with its labels and the name, and goes on there. The new session
   * lies beside this one, or in `log`; resolves to its file. Rejects with `not_found`, `already_exists` or `write_failed`.
   */
  async createBranchedSession(
    entryId: string,
    target: { log?: EntryLog | undefined } = {},
  ): Promise<string | undefined> {
    await this.load();
    await this.#journal.settled();
    this.#journal.assertEntry(entryId);
    this.#journal.assertOpen();
    const { cwd } = this.#journal.header;
    const { kind, file: parentSession, sessionDir } = this.#place;
    const header = newHeader(this.#clock.now(), { cwd, parentSession });
    const file = target.log || !sessionDir ? undefined : sessionFileFor(sessionDir, header);
    const log = target.log ?? (file ? fileEntryLog(file, this.#options) : memoryEntryLog());
    if (kind === "log" && !target.log)
      throw new TypeError("This session needs a log to branch to.");
    await writeNewLog(log, header, branchLines(this.#tree, entryId));
    const journal = new SessionJournal(log, header, this.#clock);
    await journal.acquire();
    await journal.read();
    await this.#journal.close();
    this.#journal = journal;
    this.#place = file ? fileAt(file, sessionDir) : { kind: target.log ? "log" : "memory" };
    return file;
  }

  /** The id in the header. */
  getSessionId(): string {
    return this.#journal.header.id;
  }

  /** The first line of the log. */
  getHeader(): SessionHeader {
    return this.#journal.header;
  }

  /** The working directory in the header. */
  getCwd(): string {
    return this.#journal.header.cwd;
  }

  /** The session's file, when it lies in one. */
  getSessionFile(): string | undefined {
    return this.#place.file;
  }

  /** The folder that new branches of it go to, when it lies in a file. */
  getSessionDir(): string | undefined {
    return this.#place.sessionDir;
  }

  /** Whether the session outlives the process. */
  isPersisted(): boolean {
    return this.#place.kind !== "memory";
  }

  /** What people call the session, if they do. */
  getSessionName(): string | undefined {
    return this.#tree.name;
  }

  /** The entry that the next one goes below; `null` before the first one, and after `resetLeaf`. */
  getLeafId(): string | null {
    return this.#journal.leafId;
  }

  /** `undefined` before the first entry, and after `resetLeaf`. */
  getLeafEntry(): SessionEntry | undefined {
    const { leafId } = this.#journal;
    return leafId === null ? undefined : this.#tree.get(leafId);
  }

  /** `undefined` when nothing that is loaded has the id. */
  getEntry(id: string): SessionEntry | undefined {
    return this.#tree.get(id);
  }

  /** The entries directly below one, in the order of the log; none when the id is not loaded. */
  getChildren(id: string): SessionEntry[] {
    return this.#tree.children(id);
  }

  /** In the order of the log. */
  getEntries(): SessionEntry[] {
    return this.#tree.entries();
  }

  /** From the root (or where the loaded part begins) to an entry; default: the leaf. */
  getBranch(fromId?: string): SessionEntry[] {
    return this.#tree.branch(fromId ?? this.#journal.leafId);
  }

  /** The roots, with everything below them. An entry whose parent is missing is a root, too. */
  getTree(): SessionTreeNode[] {
    return this.#tree.roots();
  }

  /** The entry's label, if it has one. */
  getLabel(id: string): string | undefined {
    return this.#tree.labels.get(id)?.label;
  }

  /** What a model is asked with at the leaf: edits, summaries and settings applied, every tool call with its result. */
  buildSessionContext(): SessionContext {
    return branchContext(this.getBranch(), this.#journal.before);
  }

  /** Lines that could not be read as they are. They stay in the log. */
  get warnings(): readonly SessionWarning[] {
    return this.#journal.warnings;
  }

  /** Whether every entry is in memory. The name, the labels and the context are complete even when it is not. */
  get isLoaded(): boolean {
    return this.#journal.isComplete;
  }

  /** Reads the entries that were not needed when the session was opened. Rejects with `read_failed`. */
  load(): Promise<void> {
    return this.#journal.load();
  }

  /** Whether this manager may not write now: opened so, somebody else is writing, or the lease was lost. */
  get readOnly(): boolean {
    return !this.#journal.isWriter;
  }

  /** Who is writing the session, as long as this manager may not. */
  get leaseHolder(): LeaseHolder | undefined {
    return this.#journal.holder;
  }

  /** Read-only: reads what the writer has appended, and moves to where the writer is. */
  async refresh(): Promise<readonly SessionEntry[]> {
    const change = await this.#journal.catchUp();
    return change?.entries ?? [];
  }

  /** Read-only: what the writer appends, as it comes, until the signal is aborted. */
  async *watch(signal: AbortSignal): AsyncGenerator<readonly SessionEntry[], void> {
    while (!signal.aborted && this.readOnly) {
      const entries = await this.refresh();
      if (entries.length > 0) yield entries;
      else await this.#journal.changed(signal);
    }
  }

  /** Waits until the session may be written, and reads what was written until then. Rejects with the signal's reason. */
  async waitForLease(signal?: AbortSignal): Promise<void> {
    while (!(await this.#tryLease())) {
      await sleep(leaseInterval, this.#clock, signal);
      signal?.throwIfAborted();
    }
  }

  /** Takes the right to write from a holder that shows no signs of life; rejects with `lease_held` if it does. */
  async takeOver(): Promise<void> {
    if (!(await this.#tryLease({ force: true }))) throw this.#journal.leaseHeldError();
  }

  /** Ends when everything that was asked for is written, and gives the right to write back. */
  close(): Promise<void> {
    return this.#journal.close();
  }

  get #tree(): SessionTree {
    return this.#journal.tree;
  }

  #append(draft: EntryDraft, place?: EntryPlace): Promise<string> {
    try {
      this.#journal.assertWritable();
    } catch (refusal) {
      return Promise.reject(refusal);
    }
    if (this.#repairIsDue) {
      // Goes out before the append, which fails with it and tells the caller.
      this.#repair().catch(() => {
        this.#repairIsDue = true;
      });
    }
    return this.#journal.append(draft, place);
  }

  async #tryLease(options?: { force?: boolean }): Promise<boolean> {
    this.#journal.assertOpen();
    if (!this.readOnly) return true;
    if (!(await this.#journal.acquire(options))) return false;
    await this.#repair();
    return true;
  }

  #repair(): Promise<void> {
    this.#repairIsDue = false;
    return answerInterruptedCalls(this.#journal, this.#clock.now());
  }
}

/** Milliseconds between two questions whether the session may be written. */
const leaseInterval = 500;
