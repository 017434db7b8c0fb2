import { BranchTrail } from "./branch-trail.ts";
import { type ChunkLine, chunkLines, chunkLinesBackward, lineText } from "./chunk-lines.ts";
import type { InForce, SessionEntry, SessionHeader } from "./entry.ts";
import { entryHead } from "./entry-head.ts";
import type { EntryLog, LogPosition } from "./entry-log.ts";
import { parseLine } from "./parse-line.ts";
import { defaultSettings, modelOf, type SessionSettings } from "./session-context.ts";
import { damage, type SessionWarning } from "./session-warning.ts";

/** What an open session knows of its log. */
export interface SessionReading {
  header: SessionHeader;
  /** The last entries of the log, in its order: at least what the context of the leaf needs. */
  entries: SessionEntry[];
  /** What a compaction among them says of everything before them. */
  inForce: InForce | undefined;
  /** The labels and names among the entries before them, when no compaction says. */
  notes: SessionEntry[];
  /** Where the first of `entries` starts in the log; 0 when they are all there are. */
  loadedFrom: number;
  /** What was in force where the loaded part of the branch begins. */
  before: SessionSettings;
  warnings: SessionWarning[];
}

/**
 * Reads a log from its end. Entries are parsed as far back as the context needs them, and a little more, so that small
 * sessions are complete. What is before them stays unread when a compaction says what is in force there; else only the
 * heads of the entries are looked at, for what the context and the labels depend on.
 */
export async function readSession(
  log: EntryLog,
  end: LogPosition,
  header: SessionHeader,
): Promise<SessionReading> {
  const walk = createBranchWalk();
  const notes: SessionEntry[] = [];
  const entries: SessionEntry[] = [];
  const warnings: SessionWarning[] = [];
  let loadedFrom = end.offset;
  let skim: ((line: ChunkLine) => boolean) | undefined;
  let isComplete = true;
  reading: for await (const chunk of log.readBackward(end)) {
    for (const line of chunkLinesBackward(chunk)) {
      if (skim) {
        if (skim(line)) isComplete = false;
        continue;
      }
      loadedFrom = line.offset;
      const parsed = parseLine(lineText(line));
      const warning = damage(line, parsed);
      if (warning) warnings.push(warning);
      if (parsed.kind !== "entry") continue;
      entries.push(parsed.entry);
      if (!walk.visit(parsed.entry) || end.offset - loadedFrom < alwaysParsed) continue;
      if (walk.inForce()) {
        isComplete = false;
        break reading;
      }
      skim = skimmer(walk, notes);
    }
  }
  return {
    header,
    entries: entries.reverse(),
    inForce: isComplete ? undefined : walk.inForce(),
    notes: notes.reverse(),
    loadedFrom: isComplete ? 0 : loadedFrom,
    before: isComplete ? defaultSettings : walk.settings(),
    warnings: warnings.reverse(),
  };
}

/** Reads the entries from the start of a log to an offset. */
export async function readEarlier(
  log: EntryLog,
  start: LogPosition,
  end: number,
): Promise<SessionEntry[]> {
  const entries: SessionEntry[] = [];
  for await (const chunk of log.readForward(start)) {
    for (const line of chunkLines(chunk)) {
      if (line.offset >= end) return entries;
      const parsed = parseLine(lineText(line));
      if (parsed.kind === "entry") entries.push(parsed.entry);
    }
  }
  return entries;
}

/** Bytes that are parsed whatever the context needs: a few milliseconds. */
const alwaysParsed = 1024 * 1024;

type BranchWalk = ReturnType<typeof createBranchWalk>;

/** Follows the branch of the leaf towards its root, over entries that come in the reverse order of the log. */
function createBranchWalk() {
  let leafIsKnown = false;
  let wanted: string | null = null;
  let firstKept: string | undefined;
  let inForce: InForce | undefined;
  let done = false;
  let thinkingLevel: string | undefined;
  let model: SessionSettings["model"] | undefined;

  function noteSettings(entry: SessionEntry): void {
    if (entry.type === "thinking_level_change") thinkingLevel ??= entry.thinkingLevel;
    else model ??= modelOf(entry);
  }

  return {
    noteSettings,
    /** `true` when everything that the context of the leaf shows has been visited. */
    visit(entry: SessionEntry): boolean {
      if (!leafIsKnown) {
        leafIsKnown = true;
        wanted = entry.id;
      }
      if (entry.id !== wanted) return done;
      wanted = entry.parentId;
      noteSettings(entry);
      if (entry.type === "compaction" && firstKept === undefined) {
        firstKept = entry.firstKeptEntryId;
        inForce = entry.inForce;
      }
      if (entry.id === firstKept || wanted === null) done = true;
      return done;
    },
    wanted: () => wanted,
    inForce: () => inForce,
    needsModel: () => model === undefined,
    settings(): SessionSettings {
      const { thinkingLevel: level, model: last } = inForce ?? defaultSettings;
      return { thinkingLevel: thinkingLevel ?? level, model: model ?? last };
    },
  };
}

/**
 * Looks at the lines before those that were parsed, for the settings of the branch and for all labels and names.
 * `false` for a line that is not an entry.
 */
function skimmer(walk: BranchWalk, notes: SessionEntry[]): (line: ChunkLine) => boolean {
  const trail = new BranchTrail(walk.wanted());

  function visit(line: ChunkLine, isNote: boolean): void {
    const parsed = parseLine(lineText(line));
    if (parsed.kind !== "entry") return;
    walk.noteSettings(parsed.entry);
    if (isNote) notes.push(parsed.entry);
  }

  return (line) => {
    const step = trail.follow(line);
    if (step === "on the branch" && walk.needsModel()) visit(line, false);
    if (step !== "unknown") return true;
    const head = entryHead(line);
    if (!head || head.type === "session") return false;
    const isOnBranch = head.id === trail.wanted;
    if (isOnBranch) trail.moveTo(head.parentId);
    const isNote = head.type === "label" || head.type === "session_info";
    if (isNote || isOnBranch) visit(line, isNote);
    return true;
  };
}
