import { type ChildProcess, spawn } from "node:child_process";
import type { ExecResult } from "@argent/agent/env";
import { type Clock, sleep } from "@argent/ai";
import { EnvFailure, errnoOf } from "./env-failure.ts";
import { openOutputPipe } from "./output-pipe.ts";
import { type OutputPump, type OutputSink, type OutputSource, pumpOutput } from "./output-pump.ts";
import { findProcesses, killTree, type ProcessMark } from "./process-tree.ts";
import type { Argv } from "./shell.ts";

export interface CommandRun {
  /** The program and its arguments. */
  argv: Argv;
  cwd: string;
  environment: Record<string, string>;
  /** Where its output pipe is made. */
  temporaryFolder: string;
  /** Marks every process that descends from the command. */
  mark: { name: string; value: string };
  clock: Clock;
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
  onOutput?: OutputSink | undefined;
  /** The sink is only lent the bytes. */
  lendsOutput?: boolean | undefined;
}

/** A process that ignores SIGKILL is waiting for a device; nobody waits for it longer than this. */
const unkillableMs = 5_000;

/** Runs a command in a process group of its own until its first process ends. Throws an `EnvFailure`. */
export async function runCommand(run: CommandRun): Promise<ExecResult> {
  const { child, source } = await start(run);
  const mark: ProcessMark = { group: child.pid, variable: variableOf(run) };
  const pump = pumpOutput(source, sinkOf(run));
  const exit = new Promise<Ended>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  const early = endEarly(run);
  try {
    const first = await Promise.race([exit, early.reason, pump.failed]);
    if (typeof first === "object") return await finish(first, pump, run, mark);
    const unended = await killTree(mark, run.clock);
    const cancel = new AbortController();
    const ended = await Promise.race([exit, sleep(unkillableMs, run.clock, cancel.signal)]);
    cancel.abort();
    const result = await finish(typeof ended === "object" ? ended : undefined, pump, run);
    return { ...result, endedBy: first, ...(unended.length > 0 && { survivors: unended }) };
  } catch (cause) {
    await killTree(mark, run.clock);
    pump.abandon();
    throw cause;
  } finally {
    early.cancel();
    child.unref();
  }
}

function variableOf({ mark }: CommandRun): string {
  return `${mark.name}=${mark.value}`;
}

interface Ended {
  code: number | null;
  signal: string | null;
}

interface Started {
  child: ChildProcess;
  source: OutputSource;
}

async function start(run: CommandRun): Promise<Started> {
  const pipe = await openOutputPipe(run.temporaryFolder, run.environment.PATH ?? "");
  const [program, ...args] = pipe ? run.argv : intoOne(run.argv);
  try {
    const child = spawn(program, args, {
      cwd: run.cwd,
      env: { ...run.environment, [run.mark.name]: run.mark.value },
      detached: true,
      stdio: pipe ? ["ignore", pipe.writer, pipe.writer] : ["ignore", "pipe", "ignore"],
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    return { child, source: pipe?.source ?? socketOf(child) };
  } catch (cause) {
    pipe?.closeReader();
    throw startFailure(cause, program);
  } finally {
    pipe?.closeWriter();
  }
}

/** Standard error to where standard output goes, so that their order is kept. */
function intoOne(argv: Argv): Argv {
  return ["/bin/sh", "-c", 'exec "$@" 2>&1', "sh", ...argv];
}

function socketOf({ stdout }: ChildProcess): OutputSource {
  if (!stdout) throw new Error("it has no output pipe");
  return (onBytes) => stdout.on("data", onBytes);
}

function startFailure(cause: unknown, program: string): EnvFailure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const advice = {
    ENOENT: ` There is no program ${program}.`,
    E2BIG: " A very long command has to be written to a file first.",
  };
  const errno = errnoOf(cause);
  const known = errno === "ENOENT" || errno === "E2BIG" ? advice[errno] : "";
  return new EnvFailure("spawn_failed", `The command could not be started: ${reason}.${known}`);
}

function sinkOf({ onOutput, lendsOutput = false }: CommandRun): OutputSink {
  if (!onOutput) return () => undefined;
  return lendsOutput ? onOutput : (bytes) => onOutput(Uint8Array.from(bytes));
}

/** The timeout and the signal, as one promise that may never settle. */
function endEarly(run: CommandRun) {
  const { promise: reason, resolve } = Promise.withResolvers<"timeout" | "abort">();
  const onAbort = () => resolve("abort");
  if (run.signal?.aborted) onAbort();
  run.signal?.addEventListener("abort", onAbort, { once: true });
  const cancelTimer =
    run.timeoutMs === undefined
      ? undefined
      : run.clock.after(run.timeoutMs, () => resolve("timeout"));
  const cancel = () => {
    cancelTimer?.();
    run.signal?.removeEventListener("abort", onAbort);
  };
  return { reason, cancel };
}

/** @param mark Of a command that ended by itself. */
async function finish(
  ended: Ended | undefined,
  pump: OutputPump,
  run: CommandRun,
  mark?: ProcessMark,
): Promise<ExecResult> {
  const survivors = () => findProcesses({ variable: variableOf(run) });
  const isClosed = await Promise.race([
    pump.drain({
      clock: run.clock,
      isHeldOpen: () => process.platform !== "linux" || survivors().length > 0,
      isImpatient: () => mark === undefined || run.signal?.aborted === true,
    }),
    pump.failed,
  ]);
  const result: ExecResult = { exitCode: ended?.code ?? null };
  if (ended?.signal) result.signal = ended.signal;
  if (!isClosed) pump.abandon();
  const left = isClosed ? mark && (await quietProcesses(mark, run.clock)) : survivors();
  return { ...result, ...(left && left.length > 0 && { survivors: left }) };
}

/** Long enough for a process that is about to end. */
const straggleMs = 50;

/** What a command left running with its output elsewhere. */
async function quietProcesses(mark: ProcessMark, clock: Clock): Promise<number[]> {
  const younger = { ...mark, after: mark.group };
  if (findProcesses(younger).length === 0) return [];
  await sleep(straggleMs, clock);
  return findProcesses(younger);
}
