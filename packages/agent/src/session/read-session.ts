import { chunkLines, chunkLinesBackward, lineText } from "./chunk-lines.ts";
import { isLeafMarker, movesLeaf, type SessionEntry, type SessionHeader } from "./entry.ts";
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
  /** The labels and names among the entries before them. */
  notes: SessionEntry[];
  /** Where the first of `entries` starts in the log; 0 when they are all there are. */
  loadedFrom: number;
  /** What was in force where the loaded part of the branch begins. */
  before: SessionSettings;
  warnings: SessionWarning[];
}

/**
 * Reads a log from its end. Entries are parsed as far back as the context needs them (and a little more, so that small
 * sessions are complete); before that only their heads are looked at, for what the context and the labels depend on.
 */
export async function readSession(
  log: EntryLog,
  end: LogPosition,
  header: SessionHeader,
): Promise<SessionReading> {
  const walk = createBranchWalk();
  const entries: SessionEntry[] = [];
  const notes: SessionEntry[] = [];
  const warnings: SessionWarning[] = [];
  let parsedBytes = 0;
  let loadedFrom = end.offset;
  let complete = true;
  for await (const chunk of log.readBackward(end)) {
    for (const line of chunkLinesBackward(chunk)) {
      if (parsedBytes < alwaysParsed || !walk.hasContext()) {
        parsedBytes += line.to - line.from;
        loadedFrom = line.offset;
        const parsed = parseLine(lineText(line));
        const warning = damage(line, parsed);
        if (warning) warnings.push(warning);
        if (parsed.kind !== "entry") continue;
        entries.push(parsed.entry);
        walk.visit(parsed.entry);
        continue;
      }
      const head = entryHead(line);
      if (!head || head.type === "session") continue;
      complete = false;
      const isNote = head.type === "label" || head.type === "session_info";
      if (!walk.visitHead(head) && !isNote) continue;
      const parsed = parseLine(lineText(line));
      if (parsed.kind !== "entry") continue;
      walk.noteSettings(parsed.entry);
      if (isNote) notes.push(parsed.entry);
    }
  }
  return {
    header,
    entries: entries.reverse(),
    notes: notes.reverse(),
    loadedFrom: complete ? 0 : loadedFrom,
    before: complete ? defaultSettings : walk.settings(),
    warnings: warnings.reverse(),
  };
}

/** Reads the entries before an offset. */
export async function readEarlier(log: EntryLog, offset: number): Promise<SessionEntry[]> {
  const entries: SessionEntry[] = [];
  for await (const chunk of log.readForward()) {
    for (const line of chunkLines(chunk)) {
      if (line.offset >= offset) return entries;
      const parsed = parseLine(lineText(line));
      if (parsed.kind === "entry") entries.push(parsed.entry);
    }
  }
  return entries;
}

/** Bytes that are parsed whatever the context needs: a few milliseconds. */
const alwaysParsed = 2 * 1024 * 1024;

/** Follows the branch of the leaf towards its root, over entries that come in the reverse order of the log. */
function createBranchWalk() {
  let leafIsKnown = false;
  let wanted: string | null = null;
  let firstKept: string | undefined;
  let done = false;
  let thinkingLevel: string | undefined;
  let model: SessionSettings["model"] | undefined;

  function noteSettings(entry: SessionEntry): void {
    if (entry.type === "thinking_level_change") thinkingLevel ??= entry.thinkingLevel;
    else model ??= modelOf(entry);
  }

  return {
    noteSettings,
    visit(entry: SessionEntry): void {
      if (!leafIsKnown && (isLeafMarker(entry) || movesLeaf(entry))) {
        leafIsKnown = true;
        wanted = entry.id;
      }
      if (entry.id !== wanted) return;
      wanted = entry.parentId;
      noteSettings(entry);
      if (entry.type === "compaction") firstKept ??= entry.firstKeptEntryId;
      if (entry.id === firstKept || wanted === null) done = true;
    },
    /** Whether the entry has to be looked at for its settings. */
    visitHead(head: { type: string; id: string; parentId: string | null }): boolean {
      if (head.id !== wanted) return false;
      wanted = head.parentId;
      if (head.type === "thinking_level_change") return thinkingLevel === undefined;
      return model === undefined && (head.type === "message" || head.type === "model_change");
    },
    /** Everything that the context of the leaf shows has been visited. */
    hasContext: () => done,
    settings: (): SessionSettings => ({
      thinkingLevel: thinkingLevel ?? defaultSettings.thinkingLevel,
      model: model ?? defaultSettings.model,
    }),
  };
}
