import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Workload } from "./bench-case.ts";
import type { Figures, Measurement, Run } from "./measurement.ts";

export interface ProgramCall {
  /** The file of the program. */
  program: URL;
  /** What `programs/run.mjs` is told beside the program. */
  message: object;
  /** For Node, before the program. */
  nodeOptions: readonly string[];
  cwd: string;
  /** The whole environment of the process, so that no setting of this machine reaches it. */
  env: Record<string, string>;
  /** The run is killed and called too slow after so many milliseconds. */
  limitMs: number;
  measures: Workload["measures"];
  expected: number | undefined;
}

const runner = new URL("./programs/run.mjs", import.meta.url);

/** Runs a program once in a process of its own. Never rejects: what goes wrong is a result too. */
export async function runProgram(call: ProgramCall): Promise<Run> {
  const message = JSON.stringify({ program: call.program, ...call.message });
  const start = performance.now();
  const child = spawn(process.execPath, [...flagsFor(call), fileURLToPath(runner), message], {
    cwd: call.cwd,
    env: call.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let problems = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    problems += text;
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  let isTooSlow = false;
  const timer = setTimeout(() => {
    isTooSlow = kill();
  }, call.limitMs);
  let wallMs = 0;
  child.once("exit", () => {
    wallMs = performance.now() - start;
  });
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  child.once("error", (error) => resolve(error.message));
  child.once("close", () => resolve(undefined));
  const startFailure = await promise;
  clearTimeout(timer);
  process.off("exit", kill);
  if (startFailure !== undefined) return failed(startFailure);
  if (isTooSlow) return { status: "too_slow", reason: `over ${call.limitMs / 1000} s` };
  return readAnswer(output, problems, call, wallMs);
}

/** Any V8 flag makes Node refuse its own code cache, which costs a start about 10 ms; where the start counts, there is none. */
function flagsFor({ measures, nodeOptions }: ProgramCall): string[] {
  return measures === "work" ? ["--expose-gc", ...nodeOptions] : [...nodeOptions];
}

function readAnswer(output: string, problems: string, call: ProgramCall, wallMs: number): Run {
  const answer = parseLastLine(output);
  if (answer === undefined) return failed(lastLine(problems) ?? "it ended without an answer");
  if (typeof answer.unavailable === "string") return failed(`not available: ${answer.unavailable}`);
  if (typeof answer.failed === "string") return failed(answer.failed);
  if (call.expected !== undefined && answer.result !== call.expected) {
    return failed(`it returned ${String(answer.result)} instead of ${call.expected}`);
  }
  const measurement = measurementOf(answer, call.measures, wallMs);
  return { status: "measured", measurement, figures: figuresOf(answer.figures) };
}

function figuresOf(value: unknown): Figures | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.fromEntries(
    Object.entries(value).map(([name, figure]) => [name, Number(figure)] as const),
  );
}

function measurementOf(
  answer: Record<string, unknown>,
  measures: Workload["measures"],
  processWallMs: number,
): Measurement {
  const isProcess = measures === "process";
  return {
    wallMs: isProcess ? processWallMs : Number(answer.wallMs),
    cpuMs: Number(isProcess ? answer.processCpuMs : answer.cpuMs),
    peakMb: Number(answer.peakMb),
    addedMb: Number(answer.addedMb),
  };
}

function failed(reason: string): Run {
  return { status: "failed", reason };
}

/** Programs may print before the answer, which is always last. */
function parseLastLine(output: string): Record<string, unknown> | undefined {
  const line = lastLine(output);
  if (line === undefined) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // it died before it could answer; the caller says so
  }
}

function lastLine(text: string): string | undefined {
  return text.trimEnd().split("\n").at(-1) || undefined;
}
