import type { RunRequest, RunResult, Runtime } from "@argent/agent";
import { chooseModel, type ThinkingLevel } from "@argent/ai";
import { createRuntime } from "@argent/compat";
import { readEnvironment } from "../compose/environment.ts";
import { sessionFolder } from "../compose/session-folder.ts";
import { workingFolder } from "../compose/working-folder.ts";
import { exitCodeOf } from "../exit-code.ts";
import { untilInterrupted } from "../interrupt.ts";
import { newSessionName } from "../new-session-name.ts";
import { pipedInput } from "../piped-input.ts";
import { UsageError } from "../usage-error.ts";
import { createJsonView } from "../view/json-view.ts";
import { createRunView } from "../view/run-view.ts";
import { styleFor } from "../view/style.ts";
import { summaryLine } from "../view/summary.ts";

export interface RunOptions {
  model?: string;
  provider?: string;
  session?: string;
  cwd: string;
  maxTurns: number;
  thinking?: ThinkingLevel;
  json?: boolean;
}

export async function runCommand(task: string, options: RunOptions): Promise<number> {
  const cwd = await workingFolder(options.cwd);
  const prompt = [task.trim(), await pipedInput()].filter((part) => part !== "").join("\n\n");
  if (prompt === "")
    throw new UsageError('There is no task. Say what to do: argent run "fix the failing test".');
  const env = await readEnvironment(process.env);
  const model = await chooseModel(options, env);
  const runtime = createRuntime({
    cwd,
    env,
    sessionFolder: sessionFolder(env),
    model,
    maxTurns: options.maxTurns,
    resolveModel: () => model,
  });
  const request: RunRequest = {
    sessionKey: `cli:${options.session ?? newSessionName()}`,
    workspaceDir: cwd,
    prompt,
    // The session's own model holds unless another one was asked for.
    ...(options.model !== undefined && { model: model.id, provider: model.provider }),
    thinking: options.thinking,
  };
  return runToEnd(runtime, request, options.json ?? false);
}

/** Runs one request, shows it, and returns the exit code. Ctrl-C aborts the run; a second one ends the program. */
export async function runToEnd(
  runtime: Runtime,
  request: RunRequest,
  json: boolean,
): Promise<number> {
  const view = json
    ? createJsonView(process.stdout)
    : createRunView(process.stdout, process.stderr);
  const run = runtime.run(request);
  const events = run[Symbol.asyncIterator]();
  const stopListening = untilInterrupted(() => run.abort());
  try {
    for (let next = await events.next(); !next.done; next = await events.next())
      view.show(next.value);
    const result = await run;
    view.end();
    report(result, json);
    return exitCodeOf(result);
  } finally {
    stopListening();
    await runtime.close();
  }
}

function report(result: RunResult, json: boolean): void {
  const { stderr } = process;
  const style = styleFor(stderr);
  if (json) {
    process.stdout.write(`${JSON.stringify({ type: "result", ...result })}\n`);
    return;
  }
  if (result.stopReason === "aborted") stderr.write(`${style.yellow("Interrupted.")}\n`);
  else if (result.error)
    stderr.write(`${style.red(`Failed${kindOf(result.error.kind)}: ${result.error.message}`)}\n`);
  stderr.write(`${style.dim(summaryLine(result))}\n`);
  if (result.sessionFile) stderr.write(`${style.dim(`Session: ${result.sessionFile}`)}\n`);
}

/** What went wrong in a word, unless it is no more than "could not be done". */
function kindOf(kind: string): string {
  return kind === "invalid_request" ? "" : ` (${kind})`;
}
