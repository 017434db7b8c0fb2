import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@argent/ai";
import { localEnv } from "@argent/tools";
import { argentFolder } from "@argent/tools/app";
import { createQuestionDesk } from "../chat/question-desk.ts";
import { openRememberedApprovals } from "../chat/remembered-approvals.ts";
import { runChat } from "../chat/run-chat.ts";
import { ambient } from "../compose/ambient.ts";
import { type ConversationFlags, conversationFromFlags } from "../compose/conversation-flags.ts";
import { createConversation } from "../conversation/create-conversation.ts";
import { exitCode } from "../exit-code.ts";
import { openInputHistory } from "../terminal/input-history.ts";
import { processTerminal } from "../terminal/process-terminal.ts";
import { takeStrayOutput } from "../terminal/stray-output.ts";
import { UsageError } from "../usage-error.ts";
import { version } from "../version.ts";
import { styleFor } from "../view/style.ts";

export interface ChatCommandOptions extends ConversationFlags {
  /** Choose a session first. */
  resume?: boolean | undefined;
}

/** As a shell reports a process that a signal ended. */
const signalCodes: Partial<Record<NodeJS.Signals, number>> = { SIGTERM: 143, SIGHUP: 129 };

/** Talks with the person at the terminal until they leave. */
export async function chatCommand(options: ChatCommandOptions): Promise<number> {
  requireTerminal();
  const { stdout, stdin } = process;
  const flags = await conversationFromFlags(options, process.env);
  const { cwd, env, sessionFolder } = flags;
  const folder = argentFolder(ambient(env));
  const approvals = await openRememberedApprovals(join(folder, "approvals.jsonl"), cwd);
  const history = await openInputHistory(join(folder, "history.jsonl"));
  const questions = createQuestionDesk();
  const conversation = await createConversation({
    ...flags,
    approval: {
      ...flags.approval,
      ask: questions.ask,
      remembered: approvals.rules,
      onRemember: approvals.remember,
    },
  });
  const style = styleFor(stdout);
  const files = localEnv({ cwd, env });
  const abort = new AbortController();
  let code: number = exitCode.done;
  const terminal = processTerminal({ stdin, stdout }, (signal) => {
    code = signalCodes[signal] ?? exitCode.interrupted;
    abort.abort();
  });
  const stray = takeStrayOutput([process.stderr, stdout]);
  try {
    await runChat({
      conversation,
      terminal,
      style,
      clock: systemClock,
      history,
      questions,
      env: files,
      settings: { env, sessionFolder, home: homedir() },
      greeting: [
        `${style.bold("Argent")} ${style.dim(`${version()} · /help for commands and keys`)}`,
      ],
      warnings: flags.warnings,
      stray,
      picksSession: options.resume,
      signal: abort.signal,
    });
  } finally {
    stray.restore();
    terminal.close();
    await conversation.close();
    await files.close();
  }
  const file = conversation.session.getSessionFile();
  if (file !== undefined && existsSync(file)) {
    const id = conversation.session.getSessionId();
    stdout.write(`\n${style.dim(`To go on: argent chat --session-id ${id}`)}\n`);
  }
  return code;
}

function requireTerminal(): void {
  const { stdin, stdout, env } = process;
  const reason =
    !stdin.isTTY || !stdout.isTTY
      ? "Chat needs a terminal, and standard input or output is none."
      : env.TERM === "dumb"
        ? "Chat needs a terminal that can move its cursor, and TERM is dumb."
        : undefined;
  if (reason !== undefined) throw new UsageError(`${reason} Use: argent run "what to do"`);
}
