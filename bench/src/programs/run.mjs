/**
 * The process that is measured: `node run.mjs '{"program", "job", "warmUp"?}'`. The program's default
 * export does a job and returns a number that proves it, or `{ result, figures }` with more that it found out. One line
 * of JSON goes to standard output.
 *
 * Programs are plain JavaScript, because stripping types would add 25 ms and 17 MB to what is measured.
 */
import { readFileSync, writeFileSync, writeSync } from "node:fs";

const { program, job, warmUp } = JSON.parse(process.argv[2]);

try {
  const work = await load();
  if (work) finish(await measure(work));
} catch (error) {
  finish({ failed: String(error?.message ?? error) });
}

async function load() {
  try {
    return (await import(program)).default;
  } catch (error) {
    finish({ unavailable: String(error?.message ?? error) });
  }
}

async function measure(work) {
  if (warmUp) await work(warmUp);
  globalThis.gc?.();
  const peakBefore = peakBytes();
  forgetPeak();
  const residentBefore = process.memoryUsage.rss();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const returned = await work(job);
  const wallMs = performance.now() - start;
  const cpu = process.cpuUsage(cpuBefore);
  const whole = process.cpuUsage();
  const peak = peakBytes();
  return {
    ...(typeof returned === "object" ? returned : { result: returned }),
    wallMs,
    cpuMs: (cpu.user + cpu.system) / 1000,
    processCpuMs: (whole.user + whole.system) / 1000,
    peakMb: Math.max(peakBefore, peak) / 2 ** 20,
    addedMb: Math.max(0, peak - residentBefore) / 2 ** 20,
  };
}

/** On Linux `maxRSS` also counts the parent that the process was forked from, so the kernel's own figure is read. */
function peakBytes() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"));
  return Number(kilobytes) * 1024;
}

/** @see https://docs.kernel.org/filesystems/proc.html (clear_refs, 5) */
function forgetPeak() {
  if (process.platform === "linux") writeFileSync("/proc/self/clear_refs", "5");
}

/** Whatever the program left open must not keep the process. */
function finish(answer) {
  writeSync(1, `${JSON.stringify(answer)}\n`);
  process.exit(0);
}
