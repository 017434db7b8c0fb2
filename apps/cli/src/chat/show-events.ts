import type { AgentMessage } from "@argent/agent";
import type { AssistantMessage } from "@argent/ai";
import type { ConversationEvent } from "../conversation/conversation.ts";
import { learnedLine, lessonLine } from "../view/lesson-line.ts";
import { oneLine } from "../view/plain.ts";
import { tokens } from "../view/summary.ts";
import { createAnswerView } from "./answer-view.ts";
import type { Chat } from "./chat.ts";
import {
  commandLines,
  endLines,
  pastBlocks,
  said,
  stoppedLines,
  summaryLines,
  userLines,
} from "./message-lines.ts";
import { warningLines } from "./notes.ts";
import type { SaidWords } from "./said-words.ts";
import { contentText, toolLines } from "./tool-lines.ts";

/** As much of the output of a running tool is kept to be shown. */
const outputTail = 2_000;
/** So many messages of the past are shown when a session is opened. */
const shownMessages = 30;

/** Shows what happens in a conversation: what is finished goes above, what goes on into the state. */
export function createEventView(chat: Chat, words: SaidWords): (event: ConversationEvent) => void {
  const { state, clock } = chat;
  /** Whether it was said that the run was stopped. */
  let saidStopped = false;
  /** Whether the run got as far as what was said to it. */
  let hasBegun = false;
  /** An answer that failed, until it is known whether it is asked for again. */
  let failed: AssistantMessage | undefined;

  const showFailure = () => {
    const message = failed;
    failed = undefined;
    if (message) chat.print(endLines(message, chat.look()));
  };

  const startMessage = (message: AgentMessage) => {
    if (message.role === "user") {
      hasBegun = true;
      const { text, images } = said(message.content);
      chat.print(userLines(words.take(text).shown, images, chat.look()));
    } else if (message.role === "assistant") {
      state.answer = createAnswerView();
    }
  };

  const endMessage = (message: AgentMessage) => {
    if (message.role === "bashExecution") return chat.print(commandLines(message, chat.look()));
    if (message.role !== "assistant") return;
    const wasStreamed = state.run !== undefined;
    chat.endAnswer();
    if (!wasStreamed) for (const block of pastBlocks([message], chat.look())) chat.print(block);
    for (const warning of message.warnings ?? []) warn(warning);
    if (message.stopReason === "aborted") saidStopped = true;
    if (message.stopReason === "error") failed = message;
    else if (wasStreamed) chat.print(endLines(message, chat.look()));
    updateStatus(chat);
  };

  /** What could not even be written down is not lost. */
  const giveBack = () => {
    const unsaid = words.takeFirst();
    if (unsaid) chat.giveBack([unsaid]);
  };

  const warn = (message: string) => {
    chat.print(warningLines(message, chat.look()));
  };

  return (event) => {
    if (state.run) state.run.lastSign = clock.now();
    if (event.type !== "retry" && event.type !== "message_end") showFailure();
    switch (event.type) {
      case "agent_start":
        state.run = { since: state.run?.since ?? clock.now(), lastSign: clock.now() };
        saidStopped = false;
        hasBegun = false;
        break;
      case "agent_settled":
        if (event.stopReason === "error" && !hasBegun) giveBack();
        if (event.stopReason === "aborted" && !saidStopped) chat.print(stoppedLines(chat.look()));
        state.run = undefined;
        state.retry = undefined;
        state.tools.clear();
        updateStatus(chat);
        break;
      case "message_start":
        state.retry = undefined;
        startMessage(event.message);
        break;
      case "message_update":
        state.answer?.apply(event.assistantMessageEvent);
        break;
      case "message_end":
        endMessage(event.message);
        break;
      case "tool_execution_start": {
        const { toolCallId, toolName: name, args } = event;
        state.tools.set(toolCallId, { name, args, since: clock.now(), output: "" });
        break;
      }
      case "tool_execution_update": {
        const running = state.tools.get(event.toolCallId);
        if (running) running.output = contentText(event.partialResult.content).slice(-outputTail);
        break;
      }
      case "tool_execution_end": {
        const { toolName: name, toolCall, result, isError, durationMs } = event;
        const args = state.tools.get(event.toolCallId)?.args ?? toolCall.arguments;
        state.tools.delete(event.toolCallId);
        chat.print((look) => toolLines({ name, args, result, isError, durationMs }, look));
        break;
      }
      case "retry": {
        failed = undefined;
        const { attempt, maxAttempts, delayMs, message } = event;
        state.retry = { until: clock.now() + delayMs, attempt, maxAttempts, message };
        const line = `↻ ${oneLine(message, 200).replace(/\.$/, "")}; retry ${attempt} of ${maxAttempts}`;
        chat.print([chat.look().style.yellow(line)]);
        break;
      }
      case "compaction_end": {
        const { result, errorMessage, aborted, reason } = event;
        if (result) showCompaction(chat, result);
        else if (aborted) warn("The compaction was stopped; nothing has changed");
        else if (errorMessage !== undefined && reason !== "manual") warn(errorMessage);
        updateStatus(chat);
        break;
      }
      case "lesson_injected":
        for (const lesson of event.lessons) chat.print([chat.look().style.dim(lessonLine(lesson))]);
        break;
      case "lesson_learned":
        for (const lesson of event.lessons)
          chat.print([chat.look().style.dim(learnedLine(lesson))]);
        break;
      case "limit_reached":
      case "warning":
        warn(event.message);
        break;
      case "queue_changed":
        state.queued = { steering: event.steering, followUp: event.followUp };
        break;
      case "session_changed":
        showSession(chat, beginnings[event.reason]);
        updateStatus(chat);
        break;
      case "session_contended":
        warn(event.message);
        updateStatus(chat);
        break;
      case "session_renamed":
      case "model_changed":
      case "thinking_level_changed":
        updateStatus(chat);
        break;
    }
    chat.refresh();
  };
}

const beginnings = {
  new: "new session",
  open: "the conversation so far",
  fork: "a new session, forked",
  clone: "a new session, copied",
  navigate: "going on from here",
} as const;

/** Shows the end of what was said in the open session. */
export function showSession(chat: Chat, beginning: string = beginnings.open): void {
  const { conversation } = chat;
  const look = chat.look();
  const { messages, session } = conversation;
  const name = session.getSessionName();
  const hidden = Math.max(0, messages.length - shownMessages);
  const parts = [
    beginning,
    name === undefined ? "" : oneLine(name, 60),
    hidden > 0 ? `${hidden.toLocaleString("en-US")} earlier messages` : "",
  ].filter((part) => part !== "");
  chat.print([look.style.dim(`── ${parts.join(" · ")} ──`)]);
  for (const block of pastBlocks(messages.slice(hidden), look)) chat.print(block);
}

/** Reads anew what the status line says. */
export function updateStatus({ conversation, state, settings, refresh }: Chat): void {
  const { cost, context } = conversation.statistics();
  const { model, thinkingLevel, approvalMode, isolation, cwd, session } = conversation;
  state.status = {
    model: model.id,
    thinking: thinkingLevel === "off" ? undefined : thinkingLevel,
    cost,
    context,
    approval: approvalMode,
    isolation: isolation.description.split(":")[0] ?? "",
    cwd,
    folder: folderName(cwd, settings.home),
    session: session.getSessionName(),
    isReadOnly: session.readOnly,
  };
  refresh();
}

function folderName(cwd: string, home: string): string {
  if (cwd === home) return "~";
  return cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
}

function showCompaction(
  chat: Chat,
  result: { summary: string; tokensBefore: number; tokensAfter: number },
): void {
  const look = chat.look();
  const { summary, tokensBefore, tokensAfter } = result;
  const line = `≡ Compacted: ${tokens(tokensBefore)} → ${tokens(tokensAfter)} tokens`;
  chat.print([look.style.magenta(line), ...(summary === "" ? [] : summaryLines(summary, look))]);
}
