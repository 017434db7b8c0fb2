import type { AgentTool, AgentToolResult } from "@argent/agent";
import type { ExecResult, ExecutionEnv } from "@argent/agent/env";
import { type Clock, systemClock } from "@argent/ai";
import { defaultLimits, formatSize, type OutputLimits } from "../output-limits.ts";
import { type CommandOutput, captureCommand } from "./capture-command.ts";
import type { OutputFacts } from "./output-capture.ts";
import { throttle } from "./throttle.ts";

/** Where commands run and what is shown of them. */
export interface BashToolOptions {
  env: ExecutionEnv;
  /** How much of the output the model is shown. Default: 2000 lines, 50 KB. */
  limits?: OutputLimits | undefined;
  /** Measures the duration and paces the updates. Default: the system's. */
  clock?: Clock | undefined;
  /** Values that are taken out of every output, for example the API keys of the application. */
  secrets?: readonly string[] | undefined;
  /** Seconds; default: no limit. */
  defaultTimeout?: number | undefined;
  /** Default: `bash`. */
  name?: string | undefined;
}

/** What is known of a command, so far or at its end. */
export interface BashDetails extends OutputFacts, Partial<ExecResult> {
  /** Milliseconds since the call began. */
  durationMs: number;
}

/** What a timer can wait: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const maximumTimeout = Math.floor((2 ** 31 - 1) / 1000);

const parameters = {
  type: "object",
  properties: {
    command: { type: "string", description: "The command" },
    timeout: {
      type: "number",
      exclusiveMinimum: 0,
      maximum: maximumTimeout,
      description: "Seconds",
    },
  },
  required: ["command"],
} as const;

const updateMs = 100;

/** Runs a command and shows the beginning and the end of its output. */
export function createBashTool(
  options: BashToolOptions,
): AgentTool<typeof parameters, BashDetails> {
  const { env, limits = defaultLimits, clock = systemClock, secrets = [], name = "bash" } = options;
  return {
    name,
    label: "Run command",
    description: `Run a command with bash in ${env.cwd} (${env.isolation.description}). Standard output and error come together. Of more than ${limits.lines} lines or ${formatSize(limits.bytes)} the beginning and the end are shown, and a file with all of it is named. ${timeoutWords(options.defaultTimeout)}`,
    parameters,
    effect: "external",
    async execute(_id, { command, timeout = options.defaultTimeout }, signal, onUpdate) {
      const startedAt = clock.now();
      let output: CommandOutput | undefined;
      const result = (end: Partial<ExecResult>, text: string): AgentToolResult<BashDetails> => ({
        content: [{ type: "text", text }],
        details: { ...(output?.facts ?? noOutput), ...end, durationMs: clock.now() - startedAt },
      });
      const update = () => onUpdate?.(result({}, output?.text() ?? ""));
      const updates = throttle(update, updateMs, clock);
      try {
        const { end, output: all } = await captureCommand(command, {
          env,
          limits,
          secrets,
          timeoutMs: timeout === undefined ? undefined : timeout * 1000,
          signal,
          onOutput(soFar) {
            output = soFar;
            if (onUpdate) updates.request();
          },
        });
        output = all;
        const failure = failureOf(end, timeout);
        const text = withNotes(all.text() || silence(end), background(end), failure);
        const shown = result(end, text);
        return failure === undefined ? shown : { ...shown, isError: true };
      } finally {
        updates.cancel();
      }
    },
  };
}

const noOutput: OutputFacts = { totalBytes: 0, totalLines: 0, truncated: false };

function withNotes(output: string, ...notes: (string | undefined)[]): string {
  const said = notes.filter((note) => note !== undefined);
  if (said.length === 0) return output;
  return [output.replace(/\n$/, ""), ...said].filter(Boolean).join("\n\n");
}

function silence({ endedBy }: ExecResult): string {
  return endedBy === undefined ? "(no output)" : "";
}

/** Why a command failed, in Pi's words. */
function failureOf(end: ExecResult, timeout: number | undefined): string | undefined {
  if (end.endedBy === "timeout") return `Command timed out after ${timeout} seconds`;
  if (end.endedBy === "abort") return "Command aborted";
  if (end.exitCode === null) return `Command was ended by ${end.signal ?? "a signal"}`;
  return end.exitCode === 0 ? undefined : `Command exited with code ${end.exitCode}`;
}

function background({ survivors }: ExecResult): string | undefined {
  return survivors && `[Still running in the background: process ${survivors.join(", ")}]`;
}

function timeoutWords(seconds: number | undefined): string {
  return seconds === undefined
    ? "There is no time limit unless you set a timeout."
    : `The time limit is ${seconds} seconds unless you set another.`;
}
