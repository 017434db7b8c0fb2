import type { Usage } from "@argent/ai";
import type { ContextEditEntry, SessionEntry } from "../session/entry.ts";
import type { SessionContext } from "../session/session-context.ts";
import type { EntryChain } from "./context-path.ts";

/** What compaction needs of a session. `ArgentSessionManager` has it. */
export interface CompactionSession extends EntryChain {
  /** Whether every entry is in memory. */
  readonly isLoaded: boolean;
  load(): Promise<void>;
  /** From the root, or where the loaded part begins, to the leaf. */
  getBranch(): SessionEntry[];
  getLabel(entryId: string): string | undefined;
  getCwd(): string;
  buildSessionContext(): SessionContext;
  /** `firstKeptEntryId` is the oldest entry that stays beside the summary; `undefined`: none does. */
  appendCompaction(
    summary: string,
    firstKeptEntryId: string | undefined,
    tokensBefore: number,
    details?: unknown,
    fromHook?: boolean,
    usage?: Usage,
  ): Promise<string>;
  /** Another content for an earlier entry from here on; the entry itself stays. */
  appendContextEdit(
    targetId: string,
    replacement: ContextEditEntry["replacement"],
  ): Promise<string>;
}
