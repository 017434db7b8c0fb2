import type { ArgentSessionManager } from "../session/session-manager.ts";
import type { EntryChain } from "./context-path.ts";

/** What compaction needs of a session. */
export type CompactionSession = EntryChain &
  Pick<
    ArgentSessionManager,
    | "isLoaded"
    | "load"
    | "getBranch"
    | "getLabel"
    | "getCwd"
    | "buildSessionContext"
    | "appendCompaction"
    | "appendContextEdit"
  > &
  Partial<Pick<ArgentSessionManager, "readOnly">>;
