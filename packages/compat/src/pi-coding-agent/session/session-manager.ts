import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type SessionEntry as ArgentEntry, SessionError } from "@argent/agent";
import {
  isLeafMarker,
  lineOf,
  newHeader,
  SessionTree,
  sessionFileFor,
} from "@argent/agent/session-format";
import type { ImageContent, Message, TextContent } from "../../pi-ai/types.ts";
import type { BashExecutionMessage, CustomMessage } from "../messages/custom-messages.ts";
import { branchedEntries } from "./branched-session.ts";
import { copySessionFile } from "./copy-session-file.ts";
import {
  findMostRecentSession,
  getDefaultSessionDir,
  listAllSessions,
  listSessions,
  type SessionListProgress,
} from "./list-sessions.ts";
import { readSessionFile, type SessionReading } from "./read-session-file.ts";
import { pathContext, type SessionContext } from "./session-context.ts";
import { hostEntry, type SessionEntry, type SessionHeader } from "./session-entry.ts";
import { createSessionFile, openSessionFile, type SessionFile, sizeOf } from "./session-file.ts";
import type { SessionInfo } from "./session-info.ts";
import { hostTree, type SessionTreeNode } from "./session-tree.ts";

export interface NewSessionOptions {
  id?: string | undefined;
  parentSession?: string | undefined;
}

/**
 * Pi's session manager: synchronous, one file of one tree. A file is made with the first answer of a model, as in 0.73.1; until
 * then nothing is on disk. What cannot be written is thrown as a `SessionError`, and is not in memory either. Every append
 * moves the leaf, labels and names included; `branch` and `resetLeaf` move it in memory only. Argent's markers of
 * branch positions are understood and not shown.
 */
export class SessionManager {
  #header: SessionHeader;
  #tree = new SessionTree();
  #leafId: string | null = null;
  #file: string | undefined;
  /** Missing until the file is there. */
  #written: SessionFile | undefined;
  /** The version of the file until the first append. */
  #oldVersion: number | undefined;
  readonly #cwd: string;
  readonly #sessionDir: string;
  readonly #isPersisted: boolean;

  private constructor(cwd: string, sessionDir: string, persist: boolean) {
    this.#cwd = cwd;
    this.#sessionDir = sessionDir;
    this.#isPersisted = persist;
    if (persist && sessionDir) mkdirSync(sessionDir, { recursive: true });
    this.#header = newHeader(Date.now(), { cwd });
    this.newSession();
  }

  /** Starts a session. Default folder: the working directory's below the agent's. */
  static create(cwd: string, sessionDir?: string): SessionManager {
    return new SessionManager(cwd, sessionDir ?? getDefaultSessionDir(cwd), true);
  }

  /**
   * Opens a session file; one that is missing or empty becomes a new session. `sessionDir` is where its siblings go, by default
   * beside it.
   *
   * @throws SessionError `not_a_session`, `unsupported_version`; the file is left alone.
   */
  static open(path: string, sessionDir?: string, cwdOverride?: string): SessionManager {
    const file = resolve(path);
    const reading = readSessionFile(file);
    const cwd = cwdOverride ?? reading?.header.cwd ?? process.cwd();
    const manager = new SessionManager(cwd, sessionDir ?? dirname(file), true);
    manager.#use(file, reading);
    return manager;
  }

  /** Opens the session of a folder that was written last, or starts one. */
  static continueRecent(cwd: string, sessionDir?: string): SessionManager {
    const folder = sessionDir ?? getDefaultSessionDir(cwd);
    mkdirSync(folder, { recursive: true });
    const manager = new SessionManager(cwd, folder, true);
    const recent = findMostRecentSession(folder);
    if (recent) manager.setSessionFile(recent);
    return manager;
  }

  /** A session that is gone with the process. */
  static inMemory(cwd: string = process.cwd()): SessionManager {
    return new SessionManager(cwd, "", false);
  }

  /** Copies a whole session, its lines as they are, to a new file for another working directory, and opens the copy. */
  static forkFrom(sourcePath: string, targetCwd: string, sessionDir?: string): SessionManager {
    const folder = sessionDir ?? getDefaultSessionDir(targetCwd);
    mkdirSync(folder, { recursive: true });
    const manager = new SessionManager(targetCwd, folder, true);
    manager.setSessionFile(copySessionFile(sourcePath, targetCwd, folder));
    return manager;
  }

  static async list(
    cwd: string,
    sessionDir?: string,
    onProgress?: SessionListProgress,
  ): Promise<SessionInfo[]> {
    return listSessions(sessionDir ?? getDefaultSessionDir(cwd), onProgress);
  }

  static async listAll(onProgress?: SessionListProgress): Promise<SessionInfo[]> {
    return listAllSessions(onProgress);
  }

  /**
   * Goes on with another file, as `open` does.
   *
   * @throws SessionError as `open`; nothing has changed then.
   */
  setSessionFile(sessionFile: string): void {
    const file = resolve(sessionFile);
    this.#use(file, readSessionFile(file));
  }

  #use(file: string, reading: SessionReading | undefined): void {
    if (reading) {
      this.#begin(reading.header, file, openSessionFile(file, reading.length));
      this.#oldVersion = reading.oldVersion;
      for (const entry of reading.entries) this.#add(entry);
      return;
    }
    this.newSession();
    this.#file = file;
    if (sizeOf(file) === undefined) return;
    this.#written = openSessionFile(file, 0);
    this.#written.append(JSON.stringify(this.#header), () => []);
  }

  /** Starts another session; gives its file. */
  newSession(options: NewSessionOptions = {}): string | undefined {
    const { id, parentSession } = options;
    const header = newHeader(Date.now(), { cwd: this.#cwd, id, parentSession });
    const file = this.#isPersisted ? sessionFileFor(this.#sessionDir, header) : this.#file;
    this.#begin(header, file, undefined);
    return file;
  }

  isPersisted(): boolean {
    return this.#isPersisted;
  }

  getCwd(): string {
    return this.#cwd;
  }

  getSessionDir(): string {
    return this.#sessionDir;
  }

  getSessionId(): string {
    return this.#header.id;
  }

  getSessionFile(): string | undefined {
    return this.#file;
  }

  appendMessage(message: Message | CustomMessage | BashExecutionMessage): string {
    return this.#append({ ...this.#place(), type: "message", message });
  }

  appendThinkingLevelChange(thinkingLevel: string): string {
    return this.#append({ ...this.#place(), type: "thinking_level_change", thinkingLevel });
  }

  appendModelChange(provider: string, modelId: string): string {
    return this.#append({ ...this.#place(), type: "model_change", provider, modelId });
  }

  /** `firstKeptEntryId` is the oldest entry that stays in the context beside the summary. */
  appendCompaction<T = unknown>(
    summary: string,
    firstKeptEntryId: string,
    tokensBefore: number,
    details?: T,
    fromHook?: boolean,
  ): string {
    const said = { summary, firstKeptEntryId, tokensBefore, details, fromHook };
    return this.#append({ ...this.#place(), type: "compaction", ...said });
  }

  /** State of an extension; no model sees it. */
  appendCustomEntry(customType: string, data?: unknown): string {
    return this.#append({ ...this.#place(), type: "custom", customType, data });
  }

  /** A message of an extension; the model sees it as the user's. */
  appendCustomMessageEntry<T = unknown>(
    customType: string,
    content: string | (TextContent | ImageContent)[],
    display: boolean,
    details?: T,
  ): string {
    const said = { customType, content, display, details };
    return this.#append({ ...this.#place(), type: "custom_message", ...said });
  }

  /** Names the session, in one line; an empty name takes the name away. */
  appendSessionInfo(name: string): string {
    const oneLine = name.replace(/[\r\n]+/g, " ").trim();
    return this.#append({ ...this.#place(), type: "session_info", name: oneLine });
  }

  /**
   * Labels an entry; an empty label, or none, takes the label away.
   *
   * @throws SessionError `not_found`
   */
  appendLabelChange(targetId: string, label: string | undefined): string {
    this.#assertEntry(targetId);
    return this.#append({ ...this.#place(), type: "label", targetId, label });
  }

  getSessionName(): string | undefined {
    return this.#tree.name;
  }

  getLeafId(): string | null {
    return this.#leafId;
  }

  getLeafEntry(): SessionEntry | undefined {
    return this.#leafId === null ? undefined : this.getEntry(this.#leafId);
  }

  getEntry(id: string): SessionEntry | undefined {
    const entry = this.#tree.get(id);
    return entry && hostEntry(entry);
  }

  getChildren(parentId: string): SessionEntry[] {
    return this.#tree.children(parentId).map(hostEntry);
  }

  getLabel(id: string): string | undefined {
    return this.#tree.labels.get(id)?.label;
  }

  /** From the root to an entry; default: the leaf. */
  getBranch(fromId?: string): SessionEntry[] {
    return this.#tree.branch(fromId ?? this.#leafId).map(hostEntry);
  }

  buildSessionContext(): SessionContext {
    return pathContext(this.getBranch());
  }

  getHeader(): SessionHeader | null {
    return this.#header;
  }

  /** In the order of the file. */
  getEntries(): SessionEntry[] {
    return this.#tree.entries().map(hostEntry);
  }

  /** The roots, with everything below them. An entry whose parent is missing is a root, too. */
  getTree(): SessionTreeNode[] {
    return hostTree(this.#tree.roots());
  }

  /**
   * Goes on from an earlier entry.
   *
   * @throws SessionError `not_found`
   */
  branch(branchFromId: string): void {
    this.#assertEntry(branchFromId);
    this.#leafId = branchFromId;
  }

  /** Goes on before the first entry. */
  resetLeaf(): void {
    this.#leafId = null;
  }

  /**
   * Goes on from an earlier entry (`null`: before the first one) with a summary of the branch that is left.
   *
   * @throws SessionError `not_found`
   */
  branchWithSummary(
    branchFromId: string | null,
    summary: string,
    details?: unknown,
    fromHook?: boolean,
  ): string {
    if (branchFromId !== null) this.#assertEntry(branchFromId);
    const place = { ...this.#place(), parentId: branchFromId };
    const fromId = branchFromId ?? "root";
    return this.#append({ ...place, type: "branch_summary", fromId, summary, details, fromHook });
  }

  /**
   * Goes on in a new session that holds the path of an entry and its labels; gives the file, which is made at once when a model has
   * answered on the path.
   *
   * @throws SessionError `not_found`
   */
  createBranchedSession(leafId: string): string | undefined {
    this.#assertEntry(leafId);
    const entries = branchedEntries(this.#tree, this.#tree.branch(leafId), () => this.#newId());
    const parentSession = this.#isPersisted ? this.#file : undefined;
    const header = newHeader(Date.now(), { cwd: this.#cwd, parentSession });
    const file = this.#isPersisted ? sessionFileFor(this.#sessionDir, header) : undefined;
    const lines = [JSON.stringify(header), ...entries.map(lineOf)];
    const written = file && entries.some(isAnswer) ? createSessionFile(file, lines) : undefined;
    this.#begin(header, file ?? this.#file, written);
    for (const entry of entries) this.#add(entry);
    return file;
  }

  #begin(header: SessionHeader, file: string | undefined, written: SessionFile | undefined): void {
    this.#header = header;
    this.#file = file;
    this.#written = written;
    this.#oldVersion = undefined;
    this.#tree = new SessionTree();
    this.#leafId = null;
  }

  /** Where the next entry stands. */
  #place() {
    const timestamp = new Date().toISOString();
    return { id: this.#newId(), parentId: this.#leafId, timestamp };
  }

  /** As short as Pi's. */
  #newId(): string {
    for (let attempt = 0; attempt < 100; attempt++) {
      const id = randomUUID().slice(0, 8);
      if (!this.#tree.knows(id)) return id;
    }
    return randomUUID();
  }

  #append(entry: ArgentEntry): string {
    // What others appended meanwhile is part of the session now; our leaf stays where it was.
    for (const other of this.#write(entry)) this.#tree.add(other);
    this.#add(entry);
    return entry.id;
  }

  /** Writes an entry where that is due; gives what others had written before it. */
  #write(entry: ArgentEntry): ArgentEntry[] {
    const line = lineOf(entry);
    if (this.#file === undefined || !this.#isPersisted) return [];
    if (this.#written && this.#oldVersion !== undefined) {
      this.#written.replace([...this.#lines(), line], `.v${this.#oldVersion}.bak`);
      this.#oldVersion = undefined;
      return [];
    }
    if (this.#written) return this.#written.append(line, () => this.#lines());
    if (isAnswer(entry)) this.#written = createSessionFile(this.#file, [...this.#lines(), line]);
    return [];
  }

  #lines(): string[] {
    return [JSON.stringify(this.#header), ...this.#tree.entries().map(lineOf)];
  }

  /** The leaf is the last line of the file, or where a marker there points. */
  #add(entry: ArgentEntry): void {
    this.#tree.add(entry);
    this.#leafId = isLeafMarker(entry) ? this.#tree.leafId : entry.id;
  }

  #assertEntry(entryId: string): void {
    if (this.#tree.has(entryId)) return;
    throw new SessionError("not_found", `Entry ${entryId} not found`, {
      session: this.#file,
      entryId,
    });
  }
}

function isAnswer(entry: ArgentEntry): boolean {
  return entry.type === "message" && entry.message.role === "assistant";
}
