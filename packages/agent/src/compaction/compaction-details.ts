import type { CompactionEntry, SessionEntry } from "../session/entry.ts";
import type { FileLedger } from "./file-ledger.ts";
import type { PinnedSegment } from "./pinned.ts";

/** What a compaction entry carries for the next one, beside its text. The two lists are the ones that Pi reads. */
export interface CompactionDetails {
  readFiles: string[];
  modifiedFiles: string[];
  argent: {
    version: 1;
    /** The part of the summary that the model wrote: its first so many characters. The rest was rendered. */
    narrativeLength: number;
    /** Complete, however much of it was rendered. */
    ledger: FileLedger;
    pinned: readonly PinnedSegment[];
    /** What the user asked for in the turn that was cut. */
    request?: string | undefined;
  };
}

export function compactionDetails(argent: CompactionDetails["argent"]): CompactionDetails {
  return { ...fileLists(argent.ledger), argent };
}

/** A file that was changed is not listed as read. */
export function fileLists({ files }: FileLedger): Pick<CompactionDetails, PiLists> {
  const read = files.filter(({ isRead, change }) => isRead && change === undefined);
  const modified = files.filter(({ change }) => change !== undefined);
  return {
    readFiles: read.map(({ path }) => path).sort(),
    modifiedFiles: modified.map(({ path }) => path).sort(),
  };
}

type PiLists = "readFiles" | "modifiedFiles";

export interface PreviousCompaction {
  entry: CompactionEntry;
  position: number;
  /** Absent when somebody else wrote it. */
  details?: CompactionDetails | undefined;
}

export function previousCompaction(path: readonly SessionEntry[]): PreviousCompaction | undefined {
  const position = path.findLastIndex((entry) => entry.type === "compaction");
  const entry = path[position];
  if (entry?.type !== "compaction") return undefined;
  return { entry, position, details: isOurs(entry.details) ? entry.details : undefined };
}

/** The version stands for the shape: nobody else writes it. */
function isOurs(details: unknown): details is CompactionDetails {
  if (typeof details !== "object" || details === null || !("argent" in details)) return false;
  const { argent } = details;
  return (
    typeof argent === "object" && argent !== null && "version" in argent && argent.version === 1
  );
}
