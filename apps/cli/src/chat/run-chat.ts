import type { ExecutionEnv } from "@argent/agent/env";
import type { Clock } from "@argent/ai";
import type { Conversation } from "../conversation/conversation.ts";
import { withText } from "../terminal/editor.ts";
import type { InputHistory } from "../terminal/input-history.ts";
import { createInputParser } from "../terminal/input-parser.ts";
import { createScreen } from "../terminal/screen.ts";
import type { StrayOutput } from "../terminal/stray-output.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { wrapped } from "../terminal/width.ts";
import type { Style } from "../view/style.ts";
import type { Chat, ChatSettings } from "./chat.ts";
import { type ChatState, createChatState } from "./chat-state.ts";
import { resume } from "./commands/session-commands.ts";
import { createFileIndex } from "./file-index.ts";
import { createInputHandler } from "./handle-input.ts";
import { liveFrame } from "./live-frame.ts";
import type { Look } from "./look.ts";
import { createHighlighter } from "./markdown/highlighter.ts";
import { failureLines, strayLines, warningLines } from "./notes.ts";
import { offerReadOnly } from "./offer-read-only.ts";
import { createOutputQueue } from "./output-queue.ts";
import type { QuestionDesk } from "./question-desk.ts";
import { createSaidWords } from "./said-words.ts";
import { createEventView, showSession, updateStatus } from "./show-events.ts";
import { type Submission, submit } from "./submit.ts";

export interface RunChatOptions {
  conversation: Conversation;
  terminal: Terminal;
  style: Style;
  clock: Clock;
  history: InputHistory;
  /** What the approval of the conversation asks. */
  questions: QuestionDesk;
  /** Where files are looked up. */
  env: ExecutionEnv;
  settings: ChatSettings;
  /** What others print, which is shown in its place among the rest. */
  stray?: Pick<StrayOutput, "attach"> | undefined;
  /** What is said first. */
  greeting?: readonly string[] | undefined;
  /** What the person should know before the conversation begins. */
  warnings?: readonly string[] | undefined;
  /** Lets the person choose a session first. */
  picksSession?: boolean | undefined;
  /** Ends the chat. */
  signal?: AbortSignal | undefined;
}

/** Milliseconds between two frames at least, and between two while only time goes by. */
const frameMs = 16;
const tickMs = 100;
/** A frame that took long is followed by a pause of so many times as long, but no longer than people notice. */
const pauseFactor = 3;
const longestPauseMs = 100;

/** Talks with the person until they leave. The conversation and the terminal stay open; that is the caller's part. */
export async function runChat(options: RunChatOptions): Promise<void> {
  const { conversation, terminal, style, clock, env, settings, signal } = options;
  const left = Promise.withResolvers<void>();
  const screen = createScreen(terminal);
  const output = createOutputQueue();
  const highlighter = createHighlighter(style, () => chat.refresh());
  const state = createChatState(emptyStatus);
  let cancelFrame: (() => void) | undefined;
  let frameAt = Number.POSITIVE_INFINITY;
  let isOver = false;
  let lastFrameMs = 0;

  const look = (): Look => ({ style, highlighter, width: Math.max(20, terminal.columns) });
  const frame = () => liveFrame(state, look(), { height: terminal.rows, now: clock.now() });

  const draw = () => {
    cancelFrame = undefined;
    frameAt = Number.POSITIVE_INFINITY;
    if (isOver) return;
    const startedAt = clock.now();
    if (state.answer) output.put(state.answer);
    screen.update(output.take(look()), frame());
    lastFrameMs = clock.now() - startedAt;
    if (isMoving(state, clock.now())) schedule(tickMs);
  };

  /** What costs much is drawn less often, so that the model's next words are not kept waiting. */
  const schedule = (ms: number) => {
    const pause = Math.min(longestPauseMs, lastFrameMs * pauseFactor);
    const wait = Math.max(ms, pause);
    const at = clock.now() + wait;
    if (isOver || at >= frameAt) return;
    cancelFrame?.();
    frameAt = at;
    cancelFrame = clock.after(wait, draw);
  };

  const chat: Chat = {
    conversation,
    state,
    clock,
    settings,
    look,
    print(lines) {
      output.print(lines, state.answer);
      chat.refresh();
    },
    fail(cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      chat.print(failureLines(message, look()));
    },
    endAnswer() {
      const { answer } = state;
      state.answer = undefined;
      if (!answer) return;
      answer.end();
      output.put(answer);
      chat.refresh();
    },
    refresh: () => schedule(frameMs),
    pick(picker) {
      state.picker?.choose(undefined);
      const { promise, resolve } = Promise.withResolvers<
        (typeof picker)["items"][number]["value"] | undefined
      >();
      const choose = (value: unknown) => {
        state.picker = undefined;
        chat.refresh();
        resolve(picker.items.find((item) => item.value === value)?.value);
      };
      state.picker = { picker, choose };
      chat.refresh();
      return promise;
    },
    async during(label, task, abort) {
      const running = { label, since: clock.now(), abort };
      state.task = running;
      chat.refresh();
      try {
        return await task();
      } finally {
        if (state.task === running) state.task = undefined;
        chat.refresh();
      }
    },
    compose(text) {
      state.editor = withText(state.editor, text);
      chat.refresh();
    },
    giveBack(said) {
      const { editor } = state;
      const texts = [...said.map(({ shown }) => shown), editor.text].filter((text) => text !== "");
      const chips = said.flatMap((one) => one.chips);
      state.editor = withText(editor, texts.join("\n"), chips);
      chat.refresh();
    },
    quit: left.resolve,
  };

  const words = createSaidWords();
  const files = createFileIndex(env);
  const stop = () => {
    if (state.task) return state.task.abort?.();
    if (!state.run) return;
    // What is still being prepared begins only as long as its run is there.
    if (!conversation.isRunning) state.run = undefined;
    const { steering, followUp } = conversation.clearQueue();
    chat.giveBack([...steering, ...followUp].map(words.take));
    conversation.abort().catch(chat.fail);
  };
  const input = createInputHandler({
    chat,
    history: options.history,
    files,
    submit: (submission: Submission) => void submit({ chat, env, words }, submission),
    stop,
    suspend: () => {
      screen.clear();
      terminal.suspend();
    },
    redraw: () => screen.resized(frame()),
  });
  options.questions.attach({
    state,
    clock,
    lastKeyAt: () => input.lastKeyAt,
    refresh: chat.refresh,
  });
  const parser = createInputParser(clock, input.handle);
  const endings = [
    conversation.subscribe(createEventView(chat, words)),
    terminal.onInput((chunk) => parser.feed(chunk)),
    terminal.onResize(() => screen.resized(frame())),
  ];
  const onAbort = () => left.resolve();
  signal?.addEventListener("abort", onAbort, { once: true });

  try {
    options.stray?.attach((text) => chat.print(strayLines(text, look())));
    updateStatus(chat);
    const { width } = look();
    chat.print((options.greeting ?? []).flatMap((line) => wrapped(line, width)));
    for (const message of options.warnings ?? []) chat.print(warningLines(message, look()));
    if (conversation.messages.length > 0) showSession(chat);
    if (options.picksSession) resume(chat).catch(chat.fail);
    else if (conversation.session.readOnly) offerReadOnly(chat).catch(chat.fail);
    await left.promise;
  } finally {
    draw();
    isOver = true;
    cancelFrame?.();
    for (const end of endings) end();
    signal?.removeEventListener("abort", onAbort);
    parser.close();
    files.close();
    screen.clear();
  }
}

/** Whether the screen changes with time alone. */
function isMoving({ run, task, tools, question }: ChatState, now: number): boolean {
  if (question && now < question.armedAt) return true;
  return run !== undefined || task !== undefined || tools.size > 0;
}

const emptyStatus = {
  model: "",
  thinking: undefined,
  cost: undefined,
  context: undefined,
  approval: "",
  isolation: "",
  cwd: "",
  folder: "",
  session: undefined,
  isReadOnly: false,
};
