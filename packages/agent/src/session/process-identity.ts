import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** A process, so that another one can tell whether it still runs. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** The space in which the pid means something: this boot of this machine, and its pid namespace. */
  readonly machine: string;
  /** When it started, in the machine's own count; not every system says. */
  readonly startedAt?: string | undefined;
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  const [boot, namespace, status] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
    processStatus(process.pid),
  ]);
  const host = hostname();
  const machine = [host, boot.trim(), namespace].join(" ");
  return { pid: process.pid, host, machine, startedAt: status?.startedAt };
}

/** Whether a process of this machine runs. A pid that has come to another process since does not count. */
export async function isRunning({ pid, startedAt }: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    // EPERM: it runs, as another user.
    if (!(cause instanceof Error && "code" in cause && cause.code === "EPERM")) return false;
  }
  const status = await processStatus(pid);
  if (!status) return true;
  return !status.isDead && (startedAt === undefined || startedAt === status.startedAt);
}

/** What Linux says of a process; see proc_pid_stat(5): the fields after the name start with the state, number 3. */
async function processStatus(
  pid: number,
): Promise<{ startedAt: string | undefined; isDead: boolean } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { startedAt: fields[22 - 3], isDead: fields[0] === "Z" || fields[0] === "X" };
}
