import type { PeerId } from "./peers.ts";

/** One question: the same work done by several contenders. */
export interface BenchCase {
  readonly name: string;
  /** One line for the list of cases. */
  readonly summary: string;
  /** What is measured, in the order in which it runs; a series from its smallest size to its largest. */
  workloads(context: CaseContext): Promise<readonly Workload[]>;
}

export interface CaseContext {
  /** Where the streaming server listens; it is started by the first call. */
  serverUrl(): Promise<string>;
  /** An empty folder, removed when the case is over. */
  readonly folder: string;
}

export interface Workload {
  readonly name: string;
  /** Workloads of one series differ only in `size`; how time grows with it is reported. */
  readonly series: string;
  readonly size: number;
  /** `"process"` counts from start to exit, `"work"` what a warm process does between two points. */
  readonly measures: "process" | "work";
  /** What every program must return, so that one that does nothing is not the fastest. */
  readonly expected?: number;
  /** Comes before every run and is not counted. */
  readonly prepare?: () => Promise<void>;
  /** Comes after every run and is not counted; says what is wrong with what the run left behind. */
  readonly verify?: () => Promise<string | undefined>;
  /** The first one is the floor that the others are compared with. */
  readonly contenders: readonly Contender[];
}

export interface Contender {
  readonly name: string;
  /** Whose modules the program imports. */
  readonly owner: "floor" | "argent" | PeerId;
  /** A file of `programs/` or `peers/`, with its folder. */
  readonly program: string;
  readonly job: Job;
  /** Work that comes first in the same process and is not counted. */
  readonly warmUp?: Job;
}

/** What a program is told; it travels as JSON. */
export type Job = Readonly<Record<string, unknown>>;
