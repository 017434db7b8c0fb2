/** What a session has to do. */
export interface SessionStatus {
  sessionKey: string;
  /** Messages that no run has taken yet. */
  waiting: number;
  /** The turn that works now; absent when none does. */
  running?:
    | {
        turnId: string;
        /** Milliseconds since the epoch. */
        startedAt: number;
      }
    | undefined;
}
