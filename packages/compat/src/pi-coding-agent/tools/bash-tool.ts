import { systemClock } from "@argent/ai";
import type { AgentTool, AgentToolUpdateCallback } from "../../pi-agent-core/types.ts";
import { type BashOperations, createLocalBashOperations } from "./bash-operations.ts";
import { createOutputTail, type OutputTail } from "./output-tail.ts";
import { type ToolDefinition, toAgentTool } from "./tool-definition.ts";
import {
  DEFAULT_MAX_BYTES,
  DEFAULT_MAX_LINES,
  formatSize,
  type TruncationResult,
} from "./truncate.ts";

export interface BashToolInput {
  command: string;
  /** Seconds. */
  timeout?: number | undefined;
}

export interface BashToolDetails {
  truncation?: TruncationResult | undefined;
  fullOutputPath?: string | undefined;
}

export interface BashSpawnContext {
  command: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** Changes a command, its folder or its environment before it runs. */
export type BashSpawnHook = (context: BashSpawnContext) => BashSpawnContext;

export interface BashToolOptions {
  /** Default: this machine. */
  operations?: BashOperations | undefined;
  /** Lines that go before every command. */
  commandPrefix?: string | undefined;
  /** Default: bash, else sh. */
  shellPath?: string | undefined;
  spawnHook?: BashSpawnHook | undefined;
}

const parameters = {
  type: "object",
  properties: {
    command: { type: "string", description: "The command" },
    timeout: { type: "number", description: "Seconds; default: no limit" },
  },
  required: ["command"],
} as const;

const updateMs = 100;

export function createBashToolDefinition(
  cwd: string,
  options: BashToolOptions = {},
): ToolDefinition<typeof parameters, BashToolDetails | undefined> {
  const { commandPrefix, shellPath, spawnHook } = options;
  const operations = options.operations ?? createLocalBashOperations({ shellPath });
  return {
    name: "bash",
    label: "bash",
    description: `Run a bash command in the working folder. Standard output and error come together. Of more than ${DEFAULT_MAX_LINES} lines or ${DEFAULT_MAX_BYTES / 1024}KB the end is shown, and a file with all of it is named.`,
    promptSnippet: "Run bash commands (ls, grep, find and the like)",
    parameters,
    async execute(_toolCallId, params, signal, onUpdate) {
      const timeout = checkedTimeout(params.timeout);
      const command = commandPrefix ? `${commandPrefix}\n${params.command}` : params.command;
      const plain = { command, cwd, env: { ...process.env } };
      const spawn = spawnHook ? spawnHook(plain) : plain;
      const output = createOutputTail();
      const decoder = new TextDecoder();
      const updates = onUpdate && throttledUpdates(output, onUpdate);
      let exitCode: number | null;
      try {
        ({ exitCode } = await operations.exec(spawn.command, spawn.cwd, {
          onData(data) {
            output.add(decoder.decode(data, { stream: true }));
            updates?.request();
          },
          signal,
          timeout,
          env: spawn.env,
        }));
      } catch (cause) {
        const status = interruption(cause);
        if (status === undefined) throw cause;
        output.add(decoder.decode());
        await output.close();
        const { text } = shown(output, "");
        throw new Error(text ? `${text}\n\n${status}` : status, { cause });
      } finally {
        updates?.end();
      }
      output.add(decoder.decode());
      await output.close();
      const { text, details } = shown(output, "(no output)");
      if (exitCode !== 0 && exitCode !== null) {
        throw new Error(`${text}\n\nCommand exited with code ${exitCode}`);
      }
      return { content: [{ type: "text", text }], details };
    },
  };
}

export function createBashTool(
  cwd: string,
  options?: BashToolOptions,
): AgentTool<typeof parameters, BashToolDetails | undefined> {
  return toAgentTool(createBashToolDefinition(cwd, options));
}

/** Pi ends a command at once for a timeout that no timer can hold; from 0.80.4 on it says so, as this does. */
function checkedTimeout(seconds: number | undefined): number | undefined {
  if (seconds === undefined || (seconds > 0 && seconds * 1000 < 2 ** 31)) return seconds;
  throw new Error(
    `Invalid timeout: ${seconds}. Give a number of seconds that is more than 0 and less than 2147483.`,
  );
}

/** The two failures of a backend that have a meaning, which their message carries: that is its contract. */
function interruption(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  if (cause.message === "aborted") return "Command aborted";
  const seconds = /^timeout:(.*)$/.exec(cause.message)?.[1];
  return seconds === undefined ? undefined : `Command timed out after ${seconds} seconds`;
}

/** The end of the output, with Pi's notice on what is left out. */
function shown(
  output: OutputTail,
  whenEmpty: string,
): { text: string; details: BashToolDetails | undefined } {
  const { truncation, fullOutputPath } = output.view();
  const text = truncation.content || whenEmpty;
  if (!truncation.truncated) return { text, details: undefined };
  const { totalLines, outputLines } = truncation;
  const all = `Full output: ${fullOutputPath}`;
  const range = `lines ${totalLines - outputLines + 1}-${totalLines} of ${totalLines}`;
  const limit =
    truncation.truncatedBy === "bytes" ? ` (${formatSize(DEFAULT_MAX_BYTES)} limit)` : "";
  const notice = truncation.lastLinePartial
    ? `[Showing last ${formatSize(truncation.outputBytes)} of line ${totalLines} (line is ${formatSize(output.lastLineBytes())}). ${all}]`
    : `[Showing ${range}${limit}. ${all}]`;
  return { text: `${text}\n\n${notice}`, details: { truncation, fullOutputPath } };
}

/** Shows the output so far, at most ten times a second. */
function throttledUpdates(
  output: OutputTail,
  onUpdate: AgentToolUpdateCallback<BashToolDetails | undefined>,
) {
  let cancel: (() => void) | undefined;
  onUpdate({ content: [], details: undefined });
  const update = () => {
    cancel = undefined;
    const { truncation, fullOutputPath } = output.view();
    onUpdate({
      content: [{ type: "text", text: truncation.content }],
      details: { truncation: truncation.truncated ? truncation : undefined, fullOutputPath },
    });
  };
  return {
    request() {
      cancel ??= systemClock.after(updateMs, update);
    },
    end() {
      cancel?.();
    },
  };
}
