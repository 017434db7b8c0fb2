import { readdirSync, readFileSync } from "node:fs";
import { type Clock, sleep } from "@argent/ai";

/** How the processes of one command are recognised: by their group, or by a variable that they inherit. */
export interface ProcessMark {
  /** The id of the process group. */
  readonly group?: number | undefined;
  /** The beginning of an environment entry, for example `"NAME=value"`. */
  readonly variable: string;
  /** Looks only at processes with a higher id, which is cheap: those that began later, until the ids begin anew. */
  readonly after?: number | undefined;
}

/**
 * Ends a process group with SIGKILL, and on Linux everything else that descends from the command, also what moved to
 * another session.
 *
 * @returns What could not be ended.
 */
export async function killTree(mark: ProcessMark, clock: Clock): Promise<number[]> {
  if (mark.group !== undefined) kill(-mark.group);
  for (const pauseMs of pausesMs) {
    const remaining = findProcesses(mark);
    if (remaining.length === 0) return [];
    for (const pid of remaining) kill(pid);
    await sleep(pauseMs, clock);
  }
  return findProcesses(mark);
}

/** A process takes a moment to end; a second when the machine is busy. */
const pausesMs = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** The living processes with a mark and their descendants. Empty where there is no `/proc`. */
export function findProcesses(mark: ProcessMark): number[] {
  const processes = listProcesses(mark.after);
  const found = new Set<number>();
  for (const { pid, group } of processes) {
    if (group === mark.group || hasVariable(pid, mark.variable)) found.add(pid);
  }
  let before: number;
  do {
    before = found.size;
    for (const { pid, parent } of processes) if (found.has(parent)) found.add(pid);
  } while (found.size > before);
  found.delete(process.pid);
  return [...found];
}

interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
}

function listProcesses(after = 0): ProcessEntry[] {
  return readOr("", () => readdirSync("/proc").join("\n"))
    .split("\n")
    .filter((name) => /^\d+$/.test(name) && Number(name) > after)
    .flatMap((name) => {
      // The name of the program, in parentheses, may hold anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
      const line = readOr("", () => readFileSync(`/proc/${name}/stat`, "utf8"));
      const [state, parent, group] = line.slice(line.lastIndexOf(")") + 2).split(" ");
      const isAlive = state !== undefined && state !== "" && state !== "Z" && state !== "X";
      return isAlive ? [{ pid: Number(name), parent: Number(parent), group: Number(group) }] : [];
    });
}

function hasVariable(pid: number, variable: string): boolean {
  const environment = readOr("", () => readFileSync(`/proc/${pid}/environ`, "latin1"));
  return environment.startsWith(variable) || environment.includes(`\0${variable}`);
}

function readOr<Value>(fallback: Value, read: () => Value): Value {
  try {
    return read();
  } catch {
    return fallback; // the process has ended, belongs to somebody else, or there is no /proc
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended, or may not be ended and is reported as a survivor
  }
}
