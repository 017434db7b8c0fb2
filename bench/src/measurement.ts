/** One run of one contender. */
export interface Measurement {
  wallMs: number;
  /** User and system. */
  cpuMs: number;
  /** The most resident memory that the process ever had, in MB of 2^20 bytes. */
  peakMb: number;
  /** How much of it the work added to what was resident before, in MB of 2^20 bytes. */
  addedMb: number;
}

/** What a program found out beside its time, by name. */
export type Figures = Readonly<Record<string, number>>;

export type Run =
  | { status: "measured"; measurement: Measurement; figures?: Figures | undefined }
  | { status: "failed"; reason: string }
  | { status: "too_slow"; reason: string };
