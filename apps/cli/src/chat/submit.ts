import type { ExecutionEnv } from "@argent/agent/env";
import { AiError } from "@argent/ai";
import { oneLine } from "../view/plain.ts";
import type { Chat } from "./chat.ts";
import { findCommand } from "./commands/commands.ts";
import { mentionedImages } from "./mentioned-images.ts";
import { commandLines, stoppedLines } from "./message-lines.ts";
import { warningLines } from "./notes.ts";
import type { Said, SaidWords } from "./said-words.ts";

export interface Submission extends Said {
  /** How it joins what goes on. */
  whenBusy: "steer" | "followUp";
}

export interface SubmitContext {
  chat: Chat;
  env: ExecutionEnv;
  words: SaidWords;
}

/** Does what was typed: a command of the chat, a command of the shell, or something for the model. */
export async function submit(context: SubmitContext, submission: Submission): Promise<void> {
  const { chat } = context;
  const text = submission.spoken.trim();
  if (text === "") return;
  try {
    if (text.startsWith("!")) await runShellCommand(chat, text);
    else if (/^\/[\w:-]+(\s|$)/.test(text) && !isExpanded(chat, text))
      await runChatCommand(chat, text);
    else await say(context, { ...submission, spoken: text });
  } catch (cause) {
    chat.fail(cause);
  }
}

/** Skills and templates are expanded by the conversation. */
function isExpanded({ conversation }: Chat, text: string): boolean {
  const name = text.slice(1).split(/\s/)[0] ?? "";
  return conversation.commands.some((command) => command.name === name);
}

async function runChatCommand(chat: Chat, text: string): Promise<void> {
  const [, name = "", argument = ""] = /^\/(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  const command = findCommand(name);
  if (command) return command.run(chat, argument.trim());
  chat.state.notice = `There is no command /${oneLine(name, 40)}. /help lists them.`;
  chat.refresh();
}

async function runShellCommand(chat: Chat, text: string): Promise<void> {
  const excludeFromContext = text.startsWith("!!");
  const command = text.slice(excludeFromContext ? 2 : 1).trim();
  if (command === "") return;
  const { conversation, state, clock } = chat;
  const id = `command ${clock.now()}`;
  const name = `${excludeFromContext ? "!!" : "!"} ${command}`;
  const running = { name, args: undefined, since: clock.now(), output: "" };
  state.tools.set(id, running);
  try {
    const task = () =>
      conversation.runCommand(command, {
        excludeFromContext,
        onOutput: (output) => {
          running.output = (running.output + output).slice(-2_000);
          chat.refresh();
        },
      });
    const message = await chat.during("Running the command", task, () =>
      conversation.abortCommand(),
    );
    state.tools.delete(id);
    chat.print(commandLines(message, chat.look()));
  } finally {
    state.tools.delete(id);
  }
}

async function say({ chat, env, words }: SubmitContext, submission: Submission): Promise<void> {
  const { conversation, state, clock } = chat;
  const { spoken, shown, whenBusy } = submission;
  const run = { since: clock.now(), lastSign: clock.now() };
  const isFirst = state.run === undefined;
  if (isFirst) state.run = run;
  chat.refresh();
  try {
    const { images, problems } = await mentionedImages(shown, env, conversation.model);
    if (isFirst && state.run !== run)
      throw new AiError("aborted", "It was stopped before it began.");
    for (const problem of problems) chat.print(warningLines(problem, chat.look()));
    words.add(submission);
    await conversation.prompt(spoken, { images, whenBusy });
  } catch (cause) {
    words.take(spoken);
    if (state.run === run) state.run = undefined;
    chat.giveBack([submission]);
    if (!AiError.isInstance(cause) || cause.code !== "aborted") throw cause;
    chat.print(stoppedLines(chat.look()));
  }
}
