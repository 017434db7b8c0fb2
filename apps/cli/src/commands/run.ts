import { existsSync } from "node:fs";
import {
  memorySessionStore,
  type RunRequest,
  type RunResult,
  type Runtime,
  runtimeSettings,
  type SessionStore,
} from "@argent/agent";
import { chooseModel } from "@argent/ai";
import { createRuntime } from "@argent/compat";
import { createApproval } from "@argent/tools";
import {
  type ConfigurationFlags,
  envOpener,
  openMcpTools,
  readConfiguration,
} from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";
import { namesIn } from "../compose/names-in.ts";
import { type SessionFlags, sessionChoice } from "../compose/session-choice.ts";
import type { SessionChoice } from "../conversation/conversation-options.ts";
import { openSession } from "../conversation/open-session.ts";
import { exitCodeOf } from "../exit-code.ts";
import { untilInterrupted } from "../interrupt.ts";
import { newSessionName } from "../new-session-name.ts";
import { pipedInput } from "../piped-input.ts";
import { UsageError } from "../usage-error.ts";
import { version } from "../version.ts";
import { askAtTerminal } from "../view/ask-at-terminal.ts";
import { createJsonView } from "../view/json-view.ts";
import { createPrintView } from "../view/print-view.ts";
import { createRunView } from "../view/run-view.ts";
import { styleFor } from "../view/style.ts";
import { summaryLine } from "../view/summary.ts";

export interface RunOptions extends ConfigurationFlags, SessionFlags {
  /** Names with commas between them. */
  tools?: string;
  json?: boolean;
  /** Only the answer. */
  print?: boolean;
}

export async function runCommand(task: string, options: RunOptions): Promise<number> {
  const configuration = await readConfiguration({ ...ambient(), flags: options });
  const { cwd, env, sessionFolder, settings } = configuration;
  const prompt = [task.trim(), await pipedInput()].filter((part) => part !== "").join("\n\n");
  if (prompt === "")
    throw new UsageError('There is no task. Say what to do: argent run "fix the failing test".');
  const model = await chooseModel(settings, env);
  const session = await sessionChoice(options, cwd, env);
  const sessions = sessionStoreFor(session, sessionFolder);
  const mcp = await openMcpTools(configuration, version());
  if (!options.json) warn([...configuration.warnings, ...mcp.warnings]);
  try {
    const runtime = createRuntime({
      ...runtimeSettings(settings),
      cwd,
      env,
      sessionFolder,
      ...(sessions && { sessions }),
      model,
      resolveModel: () => model,
      openEnv: envOpener(configuration),
      approval: createApproval({
        mode: settings.approval?.mode ?? "auto",
        rules: settings.approval?.rules,
        ask: options.json ? undefined : askAtTerminal(process.stdin, process.stderr),
      }),
      extraTools: mcp.tools,
      toolNames: namesIn(options.tools),
      maxTurns: settings.maxTurns ?? 100,
    });
    const request: RunRequest = {
      sessionKey: `cli:${newSessionName()}`,
      ...(session.type === "file" && { sessionFile: session.path }),
      workspaceDir: cwd,
      prompt,
      // The session's own model holds unless another one was asked for.
      ...(options.model !== undefined && { model: model.id, provider: model.provider }),
      thinking: options.thinking,
    };
    return await runToEnd(runtime, request, options);
  } finally {
    await mcp.close();
  }
}

/** Where a session lies that no file names; `undefined`: in the folder, under its key. */
function sessionStoreFor(choice: SessionChoice, folder: string): SessionStore | undefined {
  if (choice.type === "memory") return memorySessionStore();
  if (choice.type === "file" || choice.id === undefined) return undefined;
  return { open: ({ cwd }) => openSession(choice, { cwd, sessionFolder: folder }) };
}

function warn(messages: readonly string[]): void {
  const style = styleFor(process.stderr);
  for (const message of messages) process.stderr.write(`${style.yellow(`! ${message}`)}\n`);
}

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
  process.stdout.removeAllListeners("error").on("error", () => run.abort());
  try {
    for (let next = await events.next(); !next.done; next = await events.next())
      view.show(next.value);
    const result = await run;
    view.end();
    report(result, shown);
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
