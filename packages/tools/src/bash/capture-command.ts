import type { ExecResult, ExecutionEnv } from "@argent/agent/env";
import { defaultLimits, type OutputLimits } from "../output-limits.ts";
import { orThrow } from "../tool-error.ts";
import { createLineText } from "./line-text.ts";
import { captureOutput, type OutputCapture } from "./output-capture.ts";
import { createSecretFilter } from "./secret-filter.ts";

/** Where a command runs, what is kept of its output and who sees it. */
export interface CaptureCommandOptions {
  env: ExecutionEnv;
  /** Default: 2000 lines, 50 KB. */
  limits?: OutputLimits | undefined;
  /** Values that are taken out of the output. */
  secrets?: readonly string[] | undefined;
  /** Default: no limit. */
  timeoutMs?: number | undefined;
  /** Ends the command with all its processes; the result says `endedBy: "abort"`. */
  signal?: AbortSignal | undefined;
  /** Called when there is more; `output` is all that came so far. */
  onOutput?: ((output: CommandOutput) => void) | undefined;
  /** Given the output line by line as it comes, as plain text without keys; the last line may be none. */
  onText?: ((text: string) => void) | undefined;
}

/** The beginning and the end of an output that does not fit; all of it is in a file then. */
export type CommandOutput = Pick<OutputCapture, "text" | "facts">;

/**
 * Runs a command and keeps what it prints, without keys.
 *
 * @throws ToolError when it could not be run.
 */
export async function captureCommand(
  command: string,
  options: CaptureCommandOptions,
): Promise<{ end: ExecResult; output: CommandOutput }> {
  const {
    env,
    limits = defaultLimits,
    secrets = [],
    timeoutMs,
    signal,
    onOutput,
    onText,
  } = options;
  const capture = captureOutput(limits, () => env.temporaryFile("output.log"));
  const filter = createSecretFilter(secrets);
  const lines = onText && createLineText(onText);
  try {
    const end = orThrow(
      await env.exec(command, {
        timeoutMs,
        signal,
        lendsOutput: true,
        onOutput(chunk) {
          const clean = filter.add(chunk);
          const waiting = capture.add(clean);
          onOutput?.(capture);
          lines?.add(clean);
          return waiting;
        },
      }),
    );
    const rest = filter.end();
    await capture.add(rest);
    await capture.settle();
    lines?.add(rest);
    lines?.end();
    return { end, output: capture };
  } finally {
    await capture.end();
  }
}
