import { stripVTControlCharacters } from "node:util";
import type { BashOperations } from "./bash-operations.ts";
import { createOutputTail } from "./output-tail.ts";

/** What a command of the user's gave. */
export interface BashResult {
  /** The end of it, as plain text. */
  output: string;
  /** `undefined` when it was cancelled or ended by a signal. */
  exitCode: number | undefined;
  cancelled: boolean;
  truncated: boolean;
  fullOutputPath?: string | undefined;
}

export interface ExecuteBashOptions {
  /** Told of the output as it comes. */
  onChunk?: ((chunk: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Runs a command for the user: its output as plain text, and an abort as a result, not a failure. */
export async function executeBashWithOperations(
  command: string,
  cwd: string,
  operations: BashOperations,
  { onChunk, signal }: ExecuteBashOptions = {},
): Promise<BashResult> {
  const output = createOutputTail();
  const decoder = new TextDecoder();
  const add = (text: string) => {
    if (text === "") return;
    output.add(text);
    onChunk?.(text);
  };
  const finish = async (exitCode: number | null): Promise<BashResult> => {
    add(plainText(decoder.decode()));
    await output.close();
    const { truncation, fullOutputPath } = output.view();
    const cancelled = signal?.aborted ?? false;
    return {
      output: truncation.content,
      exitCode: cancelled ? undefined : (exitCode ?? undefined),
      cancelled,
      truncated: truncation.truncated,
      fullOutputPath,
    };
  };
  try {
    const { exitCode } = await operations.exec(command, cwd, {
      onData: (data) => add(plainText(decoder.decode(data, { stream: true }))),
      signal,
    });
    return await finish(exitCode);
  } catch (cause) {
    if (signal?.aborted) return finish(null);
    await output.close();
    throw cause;
  }
}

/** Without escape sequences and control characters, which would confuse terminals and models. */
function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/(?![\n\t])[\p{Cc}\ufff9-\ufffb]/gu, "");
}
