import { existsSync } from "node:fs";
import type { RunRequest, RunResult, Runtime } from "@argent/agent";
import { exitCode, exitCodeOf } from "./exit-code.ts";
import { untilInterrupted } from "./interrupt.ts";
import { createJsonView } from "./view/json-view.ts";
import { createPrintView } from "./view/print-view.ts";
import { createRunView } from "./view/run-view.ts";
import { styleFor } from "./view/style.ts";
import { summaryLine } from "./view/summary.ts";
import { watchOutput } from "./watch-output.ts";

/**
 * Runs one request, shows it, and returns the exit code. A signal aborts the run, and so does the end of whoever reads
 * standard output; a second signal ends the program.
 */
export async function runToEnd(
  runtime: Runtime,
  request: RunRequest,
  shown: { json?: boolean | undefined; print?: boolean | undefined } = {},
): Promise<number> {
  const view = shown.json
    ? createJsonView(process.stdout)
    : shown.print
      ? createPrintView(process.stdout)
      : createRunView(process.stdout, process.stderr);
  const run = runtime.run(request);
  const events = run[Symbol.asyncIterator]();
  let interrupted: number | undefined;
  const stopListening = untilInterrupted((code) => {
    interrupted = code;
    run.abort();
  });
  const outputFailure = watchOutput(process.stdout, () => run.abort());
  try {
    for (let next = await events.next(); !next.done; next = await events.next())
      view.show(next.value);
    const result = await run;
    view.end();
    report(result, shown);
    const failure = await outputFailure();
    if (failure !== undefined) {
      process.stderr.write(`argent: ${failure}\n`);
      return exitCode.failed;
    }
    return result.stopReason === "aborted" && interrupted ? interrupted : exitCodeOf(result);
  } finally {
    stopListening();
    await runtime.close();
  }
}

function report(
  result: RunResult,
  shown: { json?: boolean | undefined; print?: boolean | undefined },
): void {
  const { stderr } = process;
  const style = styleFor(stderr);
  if (shown.json) {
    process.stdout.write(`${JSON.stringify({ type: "result", ...result })}\n`);
    return;
  }
  if (result.stopReason === "aborted") stderr.write(`${style.yellow("Interrupted.")}\n`);
  else if (result.error)
    stderr.write(`${style.red(`Failed${kindOf(result.error.kind)}: ${result.error.message}`)}\n`);
  if (shown.print) return;
  stderr.write(`${style.dim(summaryLine(result))}\n`);
  if (result.sessionFile && existsSync(result.sessionFile))
    stderr.write(`${style.dim(`Session: ${result.sessionFile}`)}\n`);
}

/** What went wrong in a word, unless it is no more than "could not be done". */
function kindOf(kind: string): string {
  return kind === "invalid_request" ? "" : ` (${kind})`;
}
