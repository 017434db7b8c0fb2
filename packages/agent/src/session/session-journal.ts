import { setImmediate as nextTurn } from "node:timers/promises";
import { type Clock, systemClock } from "@argent/ai";
import { AppendQueue } from "./append-queue.ts";
import { chunkLines, lineText } from "./chunk-lines.ts";
import {
  type EntryDraft,
  isLeafMarker,
  leafMarkerType,
  movesLeaf,
  type SessionEntry,
  type SessionHeader,
} from "./entry.ts";
import { createEntryIds } from "./entry-id.ts";
import { lineOf, newLine } from "./entry-line.ts";
import type { AppendOutcome, EntryLog, LeaseHolder, LogPosition } from "./entry-log.ts";
import { currentVersion, readOldSession } from "./migrate.ts";
import { parseLine } from "./parse-line.ts";
import { readHeader } from "./read-header.ts";
import { readEarlier, readSession, type SessionReading } from "./read-session.ts";
import { defaultSettings, type SessionSettings } from "./session-context.ts";
import { SessionChanged, SessionError } from "./session-error.ts";
import { SessionTree } from "./session-tree.ts";
import { damage, type SessionWarning } from "./session-warning.ts";

/** Where an entry stands, where that is not the next place. */
export interface EntryPlace {
  id?: string | undefined;
  parentId?: string | null | undefined;
  /** Milliseconds since the epoch. Default: now. */
  at?: number | undefined;
}

/** What others did to the log. */
interface LogChange {
  reason: "appended" | "replaced" | "removed";
  entries: SessionEntry[];
}

/**
 * The entries of one log and the one queue through which new ones get there. An entry is in the tree only after it is
 * in the log.
 */
export class SessionJournal {
  readonly log: EntryLog;
  header: SessionHeader;
  tree = new SessionTree();
  /** Where the next entry goes. Differs from the tree's leaf only after others appended. */
  leafId: string | null = null;
  /** What was in force where the loaded part begins. */
  before: SessionSettings = defaultSettings;
  warnings: SessionWarning[] = [];
  /** Who may write, when this journal may not. */
  holder: LeaseHolder | undefined;

  readonly newEntryId = createEntryIds();
  readonly #clock: Clock;
  readonly #queue: AppendQueue;
  /** Where the log ends, as far as it is known. */
  #end: LogPosition | undefined;
  /** Where to read on when it ends elsewhere: before the last append, and before a line that is not whole yet. */
  #readTo: LogPosition | undefined;
  /** The last append, which `#readTo` is before. */
  #written: readonly SessionEntry[] = [];
  #loadedFrom = 0;
  #loading: Promise<void> | undefined;
  #headerIsWritten = false;
  /** The version that the log has as long as nothing was appended to it. */
  #oldVersion: number | undefined;
  #lease: LeaseState = "not asked for";
  /** Settles when the lease is not being asked for any more: that is done once at a time. */
  #asking: Promise<unknown> = Promise.resolve();
  #catchingUp: Promise<LogChange | undefined> | undefined;
  /** Whoever follows a log that was removed waits until there is one again. */
  #isGone = false;
  #closing: Promise<void> | undefined;
  /** The leaf when everything queued is written: ours, and the one that a reader of the log would find. */
  #nextLeafId: string | null = null;
  #nextLogLeafId: string | null = null;
  #lastTime = Number.NaN;
  #lastTimestamp = "";

  constructor(log: EntryLog, header: SessionHeader, clock: Clock = systemClock) {
    this.log = log;
    this.header = header;
    this.#clock = clock;
    this.#queue = new AppendQueue({
      batchLength: log.batchLength,
      write: (lines) => this.#write(lines),
      accept: (entries) => this.#accept(entries),
      refuse: () => this.#resetNextLeaf(),
    });
  }

  /** Reads the log; `false` when there is nothing in it. */
  async read(): Promise<boolean> {
    const end = await this.log.end();
    if (!end) return false;
    this.#end = this.#readTo = end;
    if (end.offset === 0) return false;
    const header = await readHeader(this.log);
    const isOld = header.version < currentVersion;
    this.#install(
      end,
      isOld ? await readOldSession(this.log, header) : await readSession(this.log, end, header),
    );
    this.#oldVersion = isOld ? header.version : undefined;
    return true;
  }

  /** Whether appends can be tried. */
  get isWriter(): boolean {
    return this.#lease !== "denied";
  }

  get isComplete(): boolean {
    return this.#loadedFrom === 0;
  }

  /** Whether the log still has an older version of the format. */
  get isOld(): boolean {
    return this.#oldVersion !== undefined;
  }

  /** Reads what was left unread when the log was opened. */
  load(): Promise<void> {
    if (this.isComplete) return Promise.resolve();
    this.#loading ??= this.#loadEarlier().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Does without the right to write until it is asked for. */
  renounce(): void {
    this.#lease = "denied";
  }

  /**
   * Asks for the right to write, and reads what was written until then; `false` when somebody else has it. With `force`
   * it is taken from a holder that shows no signs of life.
   */
  acquire(options?: { force?: boolean }): Promise<boolean> {
    const turn = this.#asking.then(() => this.#ask(options));
    this.#asking = turn.catch(() => {}); // whoever asked is told
    return turn;
  }

  async #ask(options?: { force?: boolean }): Promise<boolean> {
    const outcome = await this.log.acquire(options);
    if (!outcome.acquired) {
      this.#lease = "denied";
      this.holder = outcome.holder;
      return false;
    }
    if (this.#lease === "denied") {
      try {
        await this.#catchingUp; // which began without the lease
        do await this.catchUp();
        while (this.#catchingUp !== undefined);
      } catch (cause) {
        await this.log.release();
        throw cause;
      }
      this.#resetNextLeaf();
    }
    this.#lease = "held";
    this.holder = undefined;
    return true;
  }

  /** Appends below the leaf, or below `parentId`. Resolves to the id when the entry is in the log and in the tree. */
  append(draft: EntryDraft, place: EntryPlace = {}): Promise<string> {
    const { id = this.newEntryId(), parentId = this.#nextLeafId, at } = place;
    const start = { type: draft.type, id, parentId, timestamp: this.#timestamp(at) };
    const entry: SessionEntry = Object.assign(start, draft);
    let line: string;
    try {
      line = newLine(entry);
    } catch (cause) {
      return Promise.reject(cause);
    }
    const written = this.#queue.add(entry, line);
    if (isLeafMarker(entry)) this.#nextLeafId = this.#nextLogLeafId = parentId;
    else if (movesLeaf(entry)) this.#nextLeafId = this.#nextLogLeafId = id;
    return written;
  }

  /** Makes another entry the leaf, for whoever opens the log next, too. */
  async moveLeaf(target: string | null): Promise<void> {
    if (target === this.#nextLeafId && target === this.#nextLogLeafId) return this.settled();
    await this.append({ type: "custom", customType: leafMarkerType }, { parentId: target });
  }

  /** Read-only: reads what others have done to the log since it was last read; `undefined` for nothing. */
  catchUp(): Promise<LogChange | undefined> {
    if (this.isWriter) return Promise.resolve(undefined);
    this.#catchingUp ??= this.#follow().finally(() => {
      this.#catchingUp = undefined;
    });
    return this.#catchingUp;
  }

  /** Resolves when the log may have changed behind what is known of it. */
  changed(signal: AbortSignal): Promise<void> {
    return this.log.changed(this.#isGone ? undefined : this.#end, signal);
  }

  /** Whether the tree has everything that was asked for. */
  get isIdle(): boolean {
    return this.#queue.isIdle;
  }

  /** Resolves when nothing is queued any more, however it ended. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  /** Misuse is told before anything is queued. */
  assertWritable(): void {
    this.assertOpen();
    if (this.isWriter) return;
    const { holder, log } = this;
    const why = holder ? `: ${nameOf(holder)} is writing it` : "";
    const message = `${log.name} is open read-only${why}. Wait for the lease (waitForLease) to write.`;
    throw new SessionError("read_only", message, { session: log.name, holder });
  }

  leaseHeldError(): SessionError {
    const { holder, log } = this;
    const message = `${log.name} is being written by ${holder ? nameOf(holder) : "somebody else"}, who shows signs of life. Wait for the lease, or end that process.`;
    return new SessionError("lease_held", message, { session: log.name, holder });
  }

  assertOpen(): void {
    const session = this.log.name;
    if (!this.#closing) return;
    throw new SessionError("closed", `${session} is closed. Open it again to go on.`, { session });
  }

  assertEntry(entryId: string): void {
    if (this.tree.has(entryId)) return;
    const session = this.log.name;
    const message = `${session} has no entry "${entryId}". Ids come from getEntries() and getTree().`;
    throw new SessionError("not_found", message, { session, entryId });
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    await this.settled();
    await this.#asking; // a lease that came later would never be given back
    await this.log.close();
  }

  /** Put together once for all entries of a millisecond. */
  #timestamp(now = this.#clock.now()): string {
    if (now !== this.#lastTime) {
      this.#lastTime = now;
      this.#lastTimestamp = new Date(now).toISOString();
    }
    return this.#lastTimestamp;
  }

  #install(end: LogPosition, reading: SessionReading): void {
    const torn = reading.warnings.findLast(({ code }) => code === "torn_line");
    if (torn) this.#readTo = { ...end, offset: torn.offset };
    this.header = reading.header;
    this.tree = new SessionTree();
    if (reading.inForce) this.tree.remember(reading.inForce);
    for (const entry of reading.notes) this.tree.note(entry);
    for (const entry of reading.entries) this.tree.add(entry);
    this.leafId = this.tree.leafId;
    this.before = reading.before;
    this.warnings = reading.warnings;
    this.#loadedFrom = reading.loadedFrom;
    this.#headerIsWritten = true;
    this.#resetNextLeaf();
  }

  #resetNextLeaf(): void {
    this.#nextLeafId = this.leafId;
    this.#nextLogLeafId = this.tree.leafId;
  }

  async #loadEarlier(): Promise<void> {
    const { tree } = this;
    const start = { identity: this.#end?.identity ?? "", offset: 0 };
    const earlier = await readEarlier(this.log, start, this.#loadedFrom);
    if (this.tree === tree) {
      this.tree = tree.withEarlier(earlier);
      this.before = defaultSettings;
      this.#loadedFrom = 0;
    } else if (!this.isComplete) {
      await this.#loadEarlier(); // another content was read meanwhile
    }
  }

  async #follow(): Promise<LogChange | undefined> {
    const change = await this.#readChange();
    this.#isGone = change?.reason === "removed";
    this.leafId = this.tree.leafId;
    return change;
  }

  async #readChange(): Promise<LogChange | undefined> {
    const end = await this.log.end();
    const known = this.#end;
    if (end?.identity === known?.identity && end?.offset === known?.offset) return undefined;
    if (!end) return { reason: "removed", entries: [] };
    // Pi brings an old format up to date in place, so a longer old log is another one, too.
    const isOther = end.identity !== known?.identity || end.offset < known.offset || this.isOld;
    if (isOther) return { reason: "replaced", entries: await this.#readReplacement() };
    const leafBefore = this.tree.leafId;
    const entries = await this.#readTail(this.#readTo ?? known);
    const isChange = entries.length > 0 || this.tree.leafId !== leafBefore;
    return isChange ? { reason: "appended", entries } : undefined;
  }

  /** Resolves to the entries behind the last one that was known. */
  async #readReplacement(): Promise<SessionEntry[]> {
    await this.#assertSameSession();
    const known = this.tree;
    await this.read();
    const entries = this.tree.entries();
    return entries.slice(entries.findLastIndex(({ id }) => known.has(id)) + 1);
  }

  async #assertSameSession(): Promise<void> {
    const session = this.log.name;
    const id = await this.#idInLog();
    if (id === this.header.id) return;
    const found = id === undefined ? "no session any more" : `another session now (${id})`;
    const message = `${session} holds ${found}. Open it again to use what is there; createBranchedSession writes what is loaded to a new session.`;
    throw new SessionError("session_changed", message, { session });
  }

  async #idInLog(): Promise<string | undefined> {
    try {
      return (await readHeader(this.log)).id;
    } catch (cause) {
      if (SessionError.isInstance(cause) && cause.code === "not_a_session") return undefined;
      throw cause;
    }
  }

  async #readTail(from: LogPosition): Promise<SessionEntry[]> {
    const entries: SessionEntry[] = [];
    const written = new Set(this.#written.map(({ id }) => id));
    this.warnings = this.warnings.filter(({ offset }) => offset < from.offset);
    this.#end = this.#readTo = from;
    for await (const chunk of this.log.readForward(from)) {
      for (const line of chunkLines(chunk)) {
        const parsed = parseLine(lineText(line));
        const parentId = parsed.kind === "entry" ? parsed.entry.parentId : null;
        if (parentId !== null && !this.tree.knows(parentId)) await this.load();
        const length = line.to - line.from + (line.terminated ? 1 : 0);
        this.#end = this.#readTo = { ...from, offset: line.offset + length };
        const warning = damage(line, parsed);
        if (warning) this.warnings.push(warning);
        // The rest of the line may be on its way.
        if (warning?.code === "torn_line") this.#readTo = { ...from, offset: line.offset };
        if (parsed.kind !== "entry") continue;
        if (written.has(parsed.entry.id)) {
          this.tree.pass(parsed.entry);
          continue;
        }
        const entry = this.tree.add(parsed.entry);
        if (entry) entries.push(entry);
      }
    }
    return entries;
  }

  #accept(entries: readonly SessionEntry[]): void {
    this.#written = entries;
    for (const entry of entries) {
      this.tree.add(entry);
      if (isLeafMarker(entry)) this.leafId = entry.parentId;
      else if (movesLeaf(entry)) this.leafId = entry.id;
    }
  }

  /** Without a promise when the log answers at once and all is well. */
  #write(lines: readonly string[]): Promise<void> | void {
    if (this.#lease !== "held") return this.#persist(lines);
    const outcome = this.#attempt(lines);
    if (!("status" in outcome) || outcome.status !== "appended") {
      return this.#persist(lines, outcome);
    }
    this.#moveEnd(outcome.end);
  }

  #moveEnd(end: LogPosition): void {
    this.#readTo = (!this.isOld && this.#end) || { ...end, offset: 0 };
    this.#end = end;
    this.#headerIsWritten = true;
    this.#oldVersion = undefined;
  }

  async #persist(
    lines: readonly string[],
    begun?: AppendOutcome | Promise<AppendOutcome>,
  ): Promise<void> {
    if (this.#lease === "not asked for") await this.acquire();
    if (this.#lease === "denied") this.assertWritable();
    for (let attempt = 1; attempt <= 10; attempt++) {
      const isFirst = attempt === 1 && begun !== undefined;
      const outcome = await (isFirst ? begun : this.#attempt(lines));
      if (outcome.status === "appended") return this.#moveEnd(outcome.end);
      if (outcome.status === "fenced") {
        this.#lease = "denied";
        throw new SessionError(
          "lease_lost",
          `The right to write ${this.log.name} is gone: another process took it over, or removed the lock file. Nothing was appended; wait for the lease to go on.`,
          { session: this.log.name },
        );
      }
      const change = await this.#readChange();
      if (change) {
        const { reason, entries } = change;
        const leafId = this.tree.leafId;
        throw new SessionChanged(reason, { session: this.log.name, entries, leafId });
      }
      await nextTurn(); // a line that is being written can be finished before ours is put behind it
    }
    const message = `Nothing was appended to ${this.log.name}: something else keeps writing to it.`;
    throw new SessionError("write_failed", message, { session: this.log.name });
  }

  #attempt(lines: readonly string[]): AppendOutcome | Promise<AppendOutcome> {
    if (this.#headerIsWritten && !this.isOld) return this.log.append(lines, this.#end);
    const header = JSON.stringify(this.header);
    if (!this.isOld) return this.log.append([header, ...lines], this.#end);
    const migrated = this.tree.entries().map(lineOf);
    const keepAs = `.v${this.#oldVersion}.bak`;
    return this.log.rewrite([[header], migrated, lines], this.#end, { keepAs });
  }
}

function nameOf(holder: LeaseHolder): string {
  return holder.pid === undefined ? "somebody else" : `process ${holder.pid} on ${holder.host}`;
}

type LeaseState = "not asked for" | "held" | "denied";
