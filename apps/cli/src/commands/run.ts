import {
  memorySessionStore,
  type RunRequest,
  runtimeSettings,
  type SessionStore,
} from "@argent/agent";
import { createRuntime } from "@argent/compat";
import { createApproval } from "@argent/tools";
import {
  type ConfigurationFlags,
  envOpener,
  lessonsForRuns,
  openMcpTools,
  readConfiguration,
} from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";
import { namesIn } from "../compose/names-in.ts";
import { type SessionFlags, sessionChoice } from "../compose/session-choice.ts";
import { wantedSettings } from "../compose/wanted-settings.ts";
import type { SessionChoice } from "../conversation/conversation-options.ts";
import { lookAtSettings } from "../conversation/look-at-settings.ts";
import { openSession } from "../conversation/open-session.ts";
import { newSessionName } from "../new-session-name.ts";
import { pipedInput } from "../piped-input.ts";
import { runToEnd } from "../run-to-end.ts";
import { UsageError } from "../usage-error.ts";
import { version } from "../version.ts";
import { askAtTerminal } from "../view/ask-at-terminal.ts";
import { styleFor } from "../view/style.ts";

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
  const wanted = await wantedSettings(options, configuration);
  const session = await sessionChoice(options, cwd, env);
  const { model, thinkingLevel, warning } = await lookAtSettings(session, cwd, wanted);
  const piped = await pipedInput({
    needed: task.trim() === "" ? "the task" : undefined,
    tell: note,
  });
  const prompt = [task.trim(), piped].filter((part) => part !== "").join("\n\n");
  if (prompt === "")
    throw new UsageError('There is no task. Say what to do: argent run "fix the failing test".');
  const sessions = sessionStoreFor(session, sessionFolder);
  const mcp = await openMcpTools(configuration, version());
  const own = warning === undefined ? [] : [warning];
  warn([...configuration.warnings, ...mcp.warnings, ...own], options);
  try {
    const runtime = createRuntime({
      ...runtimeSettings(settings),
      thinking: thinkingLevel,
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
      sis: lessonsForRuns(configuration),
    });
    const request: RunRequest = {
      sessionKey: `cli:${newSessionName()}`,
      ...(session.type === "file" && { sessionFile: session.path }),
      workspaceDir: cwd,
      prompt,
      model: model.id,
      provider: model.provider,
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

function note(message: string): void {
  process.stderr.write(`${styleFor(process.stderr).dim(message)}\n`);
}

function warn(messages: readonly string[], { json }: Pick<RunOptions, "json">): void {
  const { stdout, stderr } = process;
  const style = styleFor(stderr);
  for (const message of messages) {
    if (json) stdout.write(`${JSON.stringify({ type: "warning", message })}\n`);
    else stderr.write(`${style.yellow(`! ${message}`)}\n`);
  }
}
